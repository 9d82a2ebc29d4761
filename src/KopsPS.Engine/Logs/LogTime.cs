namespace KopsPS.Engine.Logs;

/// <summary>
/// The time that stands before a line: RFC 3339 with up to nine digits of a second, in UTC or with an offset, and a blank. Digits beyond a
/// tick (100 ns) are cut off, never rounded: a rounded time would belong to a second in which the kubelet does not find the line again.
/// </summary>
internal static class LogTime
{
    private const int ShortestLength = 20;

    /// <summary>Reads it.</summary>
    /// <param name="line">The line.</param>
    /// <param name="time">Its time, in UTC.</param>
    /// <param name="length">Length of the time with its blank.</param>
    /// <returns>False where the line does not begin with a time.</returns>
    public static bool TryRead(ReadOnlySpan<byte> line, out DateTimeOffset time, out int length)
    {
        (time, length) = (default, 0);
        if (line.Length < ShortestLength || line[4] != '-' || line[7] != '-' || line[10] != 'T' || line[13] != ':' || line[16] != ':')
        {
            return false;
        }

        var (year, month, day) = (Number(line, 0, 4), Number(line, 5, 2), Number(line, 8, 2));
        var (hour, minute, second) = (Number(line, 11, 2), Number(line, 14, 2), Number(line, 17, 2));
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour is < 0 or > 23 || minute is < 0 or > 59 || second is < 0 or > 59)
        {
            return false;
        }

        var ticks = new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks;
        var at = 19;
        if (line[at] == '.')
        {
            at++;
            for (var unit = TimeSpan.TicksPerSecond / 10; at < line.Length && line[at] is >= (byte)'0' and <= (byte)'9'; at++, unit /= 10)
            {
                ticks += (line[at] - '0') * unit;
            }
        }

        if (at < line.Length && line[at] == 'Z')
        {
            at++;
        }
        else if (at + 6 <= line.Length && line[at] is (byte)'+' or (byte)'-' && line[at + 3] == ':')
        {
            var (hours, minutes) = (Number(line, at + 1, 2), Number(line, at + 4, 2));
            if (hours is < 0 or > 23 || minutes is < 0 or > 59)
            {
                return false;
            }

            ticks -= (line[at] == '+' ? 1 : -1) * ((hours * TimeSpan.TicksPerHour) + (minutes * TimeSpan.TicksPerMinute));
            at += 6;
        }
        else
        {
            return false;
        }

        if ((at < line.Length && line[at] != ' ') || ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        (time, length) = (new DateTimeOffset(ticks, TimeSpan.Zero), Math.Min(at + 1, line.Length));
        return true;
    }

    /// <summary>A number of digits, or -1.</summary>
    private static int Number(ReadOnlySpan<byte> line, int from, int digits)
    {
        var number = 0;
        foreach (var digit in line.Slice(from, digits))
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return -1;
            }

            number = (number * 10) + digit - '0';
        }

        return number;
    }
}
