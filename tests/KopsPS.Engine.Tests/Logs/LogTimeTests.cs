using System.Text;
using KopsPS.Engine.Logs;

namespace KopsPS.Engine.Tests.LogReading;

public class LogTimeTests
{
    [Theory]
    [InlineData("2026-11-22T21:46:47.537540000Z text", "2026-11-22T21:46:47.5375400", "text")]
    [InlineData("2026-11-22T21:46:47.999999999Z ", "2026-11-22T21:46:47.9999999", "")]
    [InlineData("2026-11-22T21:46:47Z", "2026-11-22T21:46:47", "")]
    [InlineData("2026-11-22T23:46:47.5+02:00 x y", "2026-11-22T21:46:47.5", "x y")]
    [InlineData("2026-11-22T16:16:47.25-05:30 x", "2026-11-22T21:46:47.25", "x")]
    public void A_time_is_cut_to_ticks_and_never_rounded(string line, string time, string rest)
    {
        var bytes = Encoding.UTF8.GetBytes(line);

        Assert.True(LogTime.TryRead(bytes, out var read, out var length));
        Assert.Equal(DateTimeOffset.Parse(time + "Z", null), read);
        Assert.Equal(rest, Encoding.UTF8.GetString(bytes[length..]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("failed to try resolving symlinks in path \"/var/log/pods/x/0.log\"")]
    [InlineData("2026-11-22T21:46:47.5")]
    [InlineData("2026-11-22T21:46:47Zx")]
    [InlineData("2026-02-30T21:46:47Z x")]
    [InlineData("2026-11-22T24:46:47Z x")]
    [InlineData("2026-11-22T21:46:47+25:00 x")]
    [InlineData("0001-01-01T00:00:00+01:00 x")]
    [InlineData("२०२६-११-२२T२१:४६:४७Z x")]
    public void What_is_no_time_is_text(string line) => Assert.False(LogTime.TryRead(Encoding.UTF8.GetBytes(line), out _, out _));
}
