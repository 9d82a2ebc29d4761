namespace KopsPS.Help;

/// <summary>An example: a title, code that a test runs, and what to know about it.</summary>
internal sealed class HelpExample(string title)
{
    public string Title => title;

    public string Code { get; set; } = "";

    public List<string> Remarks { get; } = [];
}
