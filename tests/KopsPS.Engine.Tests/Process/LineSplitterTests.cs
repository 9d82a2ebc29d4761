using System.Text;
using CsCheck;
using KopsPS.Engine.Processes;

namespace KopsPS.Engine.Tests.Processes;

public class LineSplitterTests
{
    [Theory]
    [InlineData("a\nb\n", "a|b")]
    [InlineData("a\r\nb", "a|b")]
    [InlineData("\n\n", "|")]
    [InlineData("", "")]
    [InlineData("a\rb\n", "a\rb")]
    public void Lines_are_cut(string text, string lines) => Assert.Equal(lines, string.Join('|', Split(Encoding.UTF8.GetBytes(text), 1)));

    [Fact]
    public void Pieces_of_any_size_give_the_same_lines() =>
        Gen.Select(Gen.String, Gen.Int[1, 50]).Sample((text, size) =>
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            return Split(bytes, size).SequenceEqual(Split(bytes, int.MaxValue));
        });

    [Fact]
    public void A_line_longer_than_any_buffer_stays_whole()
    {
        var line = new string('x', 300_000);
        Assert.Equal([line, "y"], Split(Encoding.UTF8.GetBytes(line + "\ny"), 4096));
    }

    [Fact]
    public void A_line_that_never_ends_is_cut()
    {
        var lines = Split(Encoding.UTF8.GetBytes(new string('x', LineSplitter.LongestLine * 3)), 65536);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, LineSplitter.LongestLine + 65536));
        Assert.Equal(LineSplitter.LongestLine * 3, lines.Sum(line => line.Length));
    }

    private static List<string> Split(byte[] bytes, int size)
    {
        var splitter = new LineSplitter();
        var lines = new List<string>();
        for (var at = 0; at < bytes.Length; at += Math.Min(size, bytes.Length - at))
        {
            lines.AddRange(splitter.Take(bytes.AsSpan(at, Math.Min(size, bytes.Length - at))));
        }

        lines.AddRange(splitter.Take([], true));
        return lines;
    }
}
