using System.Text.RegularExpressions;

namespace KopsPS.Commands.Tests.Examples;

/// <summary>A fenced block of PowerShell in a page. A remark after the language says why it is not run here.</summary>
public sealed partial record CodeBlock(string Title, string Remark, string Code)
{
    /// <summary>Whether it runs here: not marked as needing more than the engine's core, or a place outside.</summary>
    public bool Runs => Remark.Length == 0;

    /// <summary>All blocks of PowerShell in a page, in order, each under its heading.</summary>
    public static IEnumerable<CodeBlock> Of(string file)
    {
        var title = "";
        string? remark = null;
        var code = new List<string>();
        foreach (var line in File.ReadLines(file))
        {
            if (remark is null && line.StartsWith('#'))
            {
                title = line.TrimStart('#', ' ');
            }
            else if (remark is null && Fence().Match(line) is { Success: true } fence)
            {
                (remark, code) = (fence.Groups["remark"].Value, []);
            }
            else if (remark is not null && line == "```")
            {
                yield return new CodeBlock(title, remark, string.Join('\n', code));
                remark = null;
            }
            else
            {
                code.Add(line);
            }
        }
    }

    [GeneratedRegex(@"^```powershell(?: \((?<remark>.+)\))?$")]
    private static partial Regex Fence();
}
