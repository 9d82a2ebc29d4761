using CsCheck;

namespace KopsPS.Engine.Tests;

public class GoDurationTests
{
    [Theory]
    [InlineData("15m", 900)]
    [InlineData("1h30m", 5400)]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData(" 10m ", 600)]
    public void Reads_what_kops_writes(string text, double seconds)
    {
        Assert.True(GoDuration.TryParse(text, out var duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("10")]
    [InlineData("-5m")]
    [InlineData("5 minutes")]
    [InlineData("m")]
    [InlineData("999999999h999999999h999999999h999999999h999999999h")]
    public void Refuses_the_rest(string? text) => Assert.False(GoDuration.TryParse(text, out _));

    [Fact]
    public void What_is_written_reads_back_the_same() =>
        Gen.Long[0, 400_000_000].Sample(milliseconds =>
        {
            var duration = TimeSpan.FromMilliseconds(milliseconds);
            return GoDuration.TryParse(GoDuration.Format(duration), out var back) && back == duration;
        });
}
