using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace KopsPS.Engine.Kubernetes;

/// <summary>
/// Looks at YAML before a tree is built of it. Trees are built and written level within level: one too deep, or one that
/// holds itself, would end the whole process with its stack. Names of fields that are no text have no place in JSON.
/// </summary>
internal static class KubeconfigShape
{
    /// <summary>A kubeconfig has a depth of about ten.</summary>
    private const int DeepestLevel = 256;

    /// <summary>What is wrong, or null.</summary>
    /// <exception cref="YamlException">It is no YAML.</exception>
    public static string? Fault(string text)
    {
        var parser = new Parser(new StringReader(text));
        var open = new List<Level>();
        while (parser.MoveNext())
        {
            var here = parser.Current!;
            if (here is MappingEnd or SequenceEnd)
            {
                open.RemoveAt(open.Count - 1);
                continue;
            }

            if (here is not (Scalar or AnchorAlias or MappingStart or SequenceStart))
            {
                continue;
            }

            if (open is [.., { IsMapping: true } parent] && parent.Children++ % 2 == 0 && here is not Scalar)
            {
                return $"line {here.Start.Line}: the name of a field is no text";
            }

            if (here is AnchorAlias alias && open.Exists(level => level.Anchor == alias.Value))
            {
                return $"line {here.Start.Line}: *{alias.Value} is within itself";
            }

            if (here is MappingStart or SequenceStart)
            {
                open.Add(new Level(((NodeEvent)here).Anchor, here is MappingStart));
            }

            if (open.Count > DeepestLevel)
            {
                return $"line {here.Start.Line}: it is nested deeper than {DeepestLevel} levels";
            }
        }

        return null;
    }

    private sealed class Level(AnchorName anchor, bool isMapping)
    {
        public AnchorName Anchor => anchor;

        public bool IsMapping => isMapping;

        public int Children { get; set; }
    }
}
