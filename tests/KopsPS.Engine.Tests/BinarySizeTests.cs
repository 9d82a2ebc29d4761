namespace KopsPS.Engine.Tests;

public class BinarySizeTests
{
    [Theory]
    [InlineData("128Gi", 137_438_953_472)]
    [InlineData("128GB", 137_438_953_472)]
    [InlineData("1Ti", 1_099_511_627_776)]
    [InlineData("512 MiB", 536_870_912)]
    public void Reads_sizes(string text, long bytes)
    {
        Assert.True(BinarySize.TryParse(text, out var read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("128")]
    [InlineData("")]
    [InlineData("Gi")]
    [InlineData("-1Gi")]
    [InlineData("1.5Gi")]
    public void Refuses_the_rest(string text) => Assert.False(BinarySize.TryParse(text, out _));
}
