using System.Globalization;
using KopsPS.Engine.Capacity;

namespace KopsPS.Engine.Tests.Capacity;

public sealed class ExactQuantityTests
{
    [Theory]
    [InlineData("100m", "0.1")]
    [InlineData("0.1", "0.1")]
    [InlineData("1500123456n", "1.500123456")]
    [InlineData("250u", "0.00025")]
    [InlineData("4", "4")]
    [InlineData("+4", "4")]
    [InlineData("-1", "-1")]
    [InlineData(".5", "0.5")]
    [InlineData("8Gi", "8589934592")]
    [InlineData("1.5Gi", "1610612736")]
    [InlineData("15971324Ki", "16354635776")]
    [InlineData("2k", "2000")]
    [InlineData("128M", "128000000")]
    [InlineData("1E", "1000000000000000000")]
    [InlineData("7Ei", "8070450532247928832")]
    [InlineData("12e3", "12000")]
    [InlineData("12E3", "12000")]
    [InlineData("5e-1", "0.5")]
    // Finer than a billionth there is nothing.
    [InlineData("0.1n", "0.000000001")]
    [InlineData("-0.1n", "0")]
    public void Quantities_are_exact(string text, string value) => Assert.Equal(decimal.Parse(value, CultureInfo.InvariantCulture), ExactQuantity.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("4 Gi")]
    [InlineData("4gi")]
    [InlineData("4Gib")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("1e28Gi")]
    [InlineData("0x10")]
    [InlineData("1,5")]
    [InlineData(null)]
    public void What_is_none_is_none(string? text) => Assert.Null(ExactQuantity.Parse(text));

    [Fact]
    public void A_thousand_tenths_are_a_hundred()
    {
        var sum = new ResourceAmounts();
        for (var i = 0; i < 1000; i++)
        {
            var one = new ResourceAmounts { ["cpu"] = ExactQuantity.Parse("100m") };
            sum.Add(one);
        }

        Assert.Equal(100m, sum.Cpu);
    }
}
