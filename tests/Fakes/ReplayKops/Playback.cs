using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KopsPS.Fakes;

/// <summary>Writes an answer to the two streams, in the recorded order and at the wanted pace.</summary>
internal static class Playback
{
    public static async Task PlayAsync(ReplayKopsAnswer answer)
    {
        await using var stdout = Console.OpenStandardOutput();
        await using var stderr = Console.OpenStandardError();
        var step = answer.Step;
        await FloodAsync(stderr, step.StderrFlood);
        await FloodAsync(stdout, step.StdoutFlood);
        if (step.Garbage)
        {
            byte[] garbage = [0, 0xff, 0xfe, 0x80, 0xc3, 0x28, 0x1b, (byte)'[', 0x07, 0xed, 0xa0, 0x80, (byte)'\n'];
            await stdout.WriteAsync(garbage);
            await stderr.WriteAsync(garbage);
        }

        var texts = new Dictionary<char, ReadOnlyMemory<byte>>
        {
            ['o'] = answer.Folder is null ? Encoding.UTF8.GetBytes(step.Stdout) : await File.ReadAllBytesAsync(Path.Combine(answer.Folder, "stdout.txt")),
            ['e'] = answer.Folder is null ? Encoding.UTF8.GetBytes(step.Stderr) : await File.ReadAllBytesAsync(Path.Combine(answer.Folder, "stderr.txt")),
        };
        var lastWave = step.MoreWaves > 0 ? LastWave(texts['e']) : default;
        var left = step.EndAfterLines ?? int.MaxValue;
        var clock = Stopwatch.StartNew();
        foreach (var (at, stream, lines) in Timing(answer.Folder))
        {
            if (step.Pace > 0 && (at * step.Pace) - clock.ElapsedMilliseconds is > 0 and var wait)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(wait));
            }

            var chunk = TakeLines(texts[stream], Math.Min(lines, left));
            await (stream == 'o' ? stdout : stderr).WriteAsync(chunk);
            texts[stream] = texts[stream][chunk.Length..];
            left -= lines;
            if (left <= 0)
            {
                return;
            }
        }

        if (step.EndAfterLines is null)
        {
            // What the timing does not count: a last line without an end.
            await stdout.WriteAsync(texts['o']);
            await stderr.WriteAsync(texts['e']);
            for (var wave = 0; wave < step.MoreWaves; wave++)
            {
                if (step.Pace > 0)
                {
                    await Task.Delay(TimeSpan.FromSeconds(10 * step.Pace));
                }

                await stderr.WriteAsync(lastWave);
            }
        }
        else
        {
            await stderr.WriteAsync(TakeLines(texts['e'], left));
        }
    }

    private static IEnumerable<(double At, char Stream, int Lines)> Timing(string? folder)
    {
        var file = folder is null ? null : Path.Combine(folder, "timing.tsv");
        if (!File.Exists(file))
        {
            yield break;
        }

        foreach (var line in File.ReadLines(file))
        {
            var cells = line.Split('\t');
            if (cells.Length >= 3 && double.TryParse(cells[0], CultureInfo.InvariantCulture, out var at))
            {
                yield return (at, cells[1][0], int.Parse(cells[2], CultureInfo.InvariantCulture));
            }
        }
    }

    private static ReadOnlyMemory<byte> TakeLines(ReadOnlyMemory<byte> text, int count)
    {
        var end = 0;
        for (; count > 0; count--)
        {
            var next = text.Span[end..].IndexOf((byte)'\n');
            if (next < 0)
            {
                return text;
            }

            end += next + 1;
        }

        return text[..end];
    }

    private static ReadOnlyMemory<byte> LastWave(ReadOnlyMemory<byte> stderr)
    {
        var start = stderr.Span.LastIndexOf("Tasks: "u8);
        return stderr[(stderr.Span[..start].LastIndexOf((byte)'\n') + 1)..];
    }

    private static async Task FloodAsync(Stream stream, long bytes)
    {
        var line = Encoding.UTF8.GetBytes(new string('x', 999) + "\n");
        for (; bytes > 0; bytes -= line.Length)
        {
            await stream.WriteAsync(line);
        }
    }
}
