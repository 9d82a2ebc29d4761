using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace KopsPS.Help;

/// <summary>One page of help: a cmdlet's, or the one with the parameters that many cmdlets share.</summary>
internal sealed class HelpPage
{
    public required string File { get; init; }

    public List<string> Synopsis { get; } = [];

    public List<string> Description { get; } = [];

    public List<HelpExample> Examples { get; } = [];

    public Dictionary<string, List<string>> Parameters { get; } = new(StringComparer.OrdinalIgnoreCase);

    public List<string> Notes { get; } = [];

    public List<(string Text, string Uri)> Links { get; } = [];

    /// <summary>Reads a page; what it does not understand is a fault, so that no text is lost unseen.</summary>
    public static HelpPage Read(string file)
    {
        var text = System.IO.File.ReadAllText(file);
        var page = new HelpPage { File = file };
        var section = "";
        HelpExample? example = null;
        List<string>? parameter = null;

        foreach (var block in Markdown.Parse(text))
        {
            switch (block)
            {
                case HeadingBlock { Level: 1 }:
                    break;
                case HeadingBlock { Level: 2 } heading:
                    section = Inline(heading.Inline).ToUpperInvariant();
                    break;
                case HeadingBlock { Level: 3 } heading when section == "EXAMPLES":
                    page.Examples.Add(example = new HelpExample(Inline(heading.Inline)));
                    break;
                case HeadingBlock { Level: 3 } heading when section == "PARAMETERS":
                    page.Parameters.Add(Inline(heading.Inline).TrimStart('-'), parameter = []);
                    break;
                case FencedCodeBlock code when section == "EXAMPLES" && example is not null:
                    example.Code = code.Lines.ToString();
                    break;
                default:
                    var target = section switch
                    {
                        "SYNOPSIS" => page.Synopsis,
                        "DESCRIPTION" => page.Description,
                        "EXAMPLES" => example?.Remarks,
                        "PARAMETERS" => parameter,
                        "NOTES" => page.Notes,
                        // An introduction for whoever edits the page.
                        "" or "RELATED LINKS" => [],
                        _ => null,
                    } ?? throw new HelpFault(file, block.Line + 1, $"nothing is known of text in section '{section}'");
                    if (section == "RELATED LINKS")
                    {
                        page.Links.AddRange(block.Descendants<LinkInline>().Select(link => (Inline(link), link.Url ?? "")));
                    }
                    else
                    {
                        target.AddRange(Paragraphs(block, text));
                    }

                    break;
            }
        }

        return page;
    }

    private static IEnumerable<string> Paragraphs(Block block, string text) => block switch
    {
        ParagraphBlock paragraph => [Inline(paragraph.Inline)],
        ListBlock list => list.Select(item => "- " + string.Join(' ', ((ListItemBlock)item).SelectMany(inner => Paragraphs(inner, text)))),
        _ => [text.Substring(block.Span.Start, block.Span.Length)],
    };

    private static string Inline(ContainerInline? container) => string.Concat(container?.Select(part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        LineBreakInline => " ",
        LinkInline link => Inline((ContainerInline)link),
        AutolinkInline link => link.Url,
        ContainerInline inner => Inline(inner),
        _ => part.ToString() ?? "",
    }) ?? []);
}
