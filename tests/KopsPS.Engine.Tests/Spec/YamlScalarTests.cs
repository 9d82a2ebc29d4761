using System.Numerics;
using KopsPS.Engine.Spec;

namespace KopsPS.Engine.Tests.Spec;

/// <summary>Expectations are YAML 1.1's and Go's rules for numbers, as goyaml.v2 has them.</summary>
public class YamlScalarTests
{
    public static TheoryData<string, object?> Plain() => new()
    {
        { "0400", 256L }, { "0o17", 15L }, { "0x1F", 31L }, { "0b101", 5L }, { "-0b101", -5L }, { "1_000", 1000L }, { "+7", 7L }, { "-12", -12L },
        { "08", 8.0 }, { "1.30", 1.3 }, { "1.", 1.0 }, { ".5", 0.5 }, { "1e3", 1000.0 }, { "-1.5e-3", -0.0015 }, { "1.2.3", "1.2.3" }, { "1.34.7", "1.34.7" },
        { "9223372036854775807", long.MaxValue }, { "9223372036854775808", BigInteger.Parse("9223372036854775808") },
        { "yes", true }, { "Yes", true }, { "on", true }, { "y", true }, { "N", false }, { "off", false }, { "NO", false }, { "False", false }, { "tRue", "tRue" },
        { "~", null }, { "null", null }, { "Null", null }, { "nUll", "nUll" }, { "", null },
        { "2001-12-14", "2001-12-14" }, { "2026-11-22T20:59:54Z", "2026-11-22T20:59:54Z" }, { "12:30:45", "12:30:45" },
        { "0.0.0.0/0", "0.0.0.0/0" }, { "::/0", "::/0" }, { "100m", "100m" }, { "15m0s", "15m0s" }, { "+", "+" }, { ".", "." }, { "0x", "0x" }, { "1__", 1L },
        { "!!str 123", "123" }, { "!!int '0400'", 256L }, { "!!float 3", 3.0 }, { "!!binary aGk=", "hi" }, { "!custom 7", "7" },
        { "'0400'", "0400" }, { "\"yes\"", "yes" }, { "'1.30'", "1.30" }, { "\"~\"", "~" }, { "''", "" },
    };

    [Theory]
    [MemberData(nameof(Plain))]
    public void Resolves_as_Go_does(string text, object? expected)
    {
        var read = KopsYaml.Read($"v: {text}\n")["v"];

        Assert.Equal(expected, read);
        Assert.Equal(expected?.GetType(), read?.GetType());
    }

    [Theory]
    [InlineData("0400", "\"0400\"")]
    [InlineData("1.30", "\"1.30\"")]
    [InlineData("1.34.7", "1.34.7")]
    [InlineData("yes", "\"yes\"")]
    [InlineData("y", "\"y\"")]
    [InlineData("null", "\"null\"")]
    [InlineData("", "\"\"")]
    [InlineData("2026-11-22T20:59:54Z", "\"2026-11-22T20:59:54Z\"")]
    [InlineData("2026-13-22", "2026-13-22")]
    [InlineData("12:30:45", "\"12:30:45\"")]
    [InlineData("100m", "100m")]
    [InlineData("::/0", "::/0")]
    [InlineData("*", "'*'")]
    [InlineData("a: b", "'a: b'")]
    [InlineData("it's: so", "'it''s: so'")]
    [InlineData(" lead", "' lead'")]
    [InlineData("tab\there", "\"tab\\there\"")]
    [InlineData("a #b", "'a #b'")]
    [InlineData("{x}", "'{x}'")]
    [InlineData("a\nb\n", "|\n  a\n  b")]
    [InlineData("a\nb", "|-\n  a\n  b")]
    [InlineData(" a\nb\n\n", "|2+\n   a\n  b\n")]
    [InlineData("\U0001F600", "\"\\U0001F600\"")]
    public void Writes_quotes_only_where_they_matter(string text, string written)
    {
        var yaml = new KopsSpec { { "v", text } }.ToYaml();

        Assert.Equal($"v: {written}\n", yaml);
        Assert.Equal(text, KopsYaml.Read(yaml)["v"]);
    }

    [Theory]
    [InlineData(1.5, "1.5")]
    [InlineData(1000.0, "1000")]
    [InlineData(1e20, "100000000000000000000")]
    [InlineData(1e21, "1e+21")]
    [InlineData(1.25E-05, "0.0000125")]
    [InlineData(-0.00001, "-0.00001")]
    [InlineData(1234567890123456789.0, "1234567890123456800")]
    public void Writes_numbers_as_Go_does(double number, string written) =>
        Assert.Equal($"{{\"v\":{written}}}", new KopsSpec { { "v", number } }.ToJson());
}
