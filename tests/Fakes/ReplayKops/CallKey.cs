namespace KopsPS.Fakes;

/// <summary>
/// What makes two calls of kops the same: command, object and the flags that decide what is printed. The cluster's
/// name, the state store, access and size flags do not count; tests look at the exact arguments separately.
/// </summary>
public static class CallKey
{
    private static readonly HashSet<string> Switches = new(StringComparer.Ordinal)
    {
        "--yes", "--full", "--dry-run", "--prune", "--unregister", "--force", "--cloudonly", "--interactive", "--bastion", "--edit",
        "--internal", "--create-kube-config", "--surge", "--server", "--short", "--allow-kops-downgrade", "--copy", "--distrusted",
        "--primary", "--all", "--admin", "--encrypt-etcd-storage", "--associate-public-ip", "--disable-subnet-tags", "--ipv6",
        "--ignore-kubelet-version-skew", "--fail-on-drain-error", "--fail-on-validate-error", "--auth-plugin", "--use-kubeconfig",
        "--no-such-flag", "--help", "-h",
    };

    private static readonly HashSet<string> Decisive = new(StringComparer.Ordinal)
    {
        "--yes", "--dry-run", "--target", "--prune", "--unregister", "--wait", "--count", "--full",
    };

    /// <summary>Commands whose positional argument is a cluster.</summary>
    private static readonly HashSet<string> OfClusters = new(StringComparer.Ordinal) { "cluster", "clusters", "all", "kubeconfig" };

    /// <summary>The key of a call.</summary>
    public static string Of(IReadOnlyList<string> arguments)
    {
        var (words, flags) = Read(arguments);
        var length = words.Count switch
        {
            0 => 0,
            1 => 1,
            _ when words[0] is "replace" or "version" => 1,
            > 2 when words is ["toolbox", "addons", ..] or ["create" or "delete", "secret", ..] => 3,
            _ => 2,
        };
        var command = words.Take(length).Select((word, i) => i == 0 ? word : Singular(word)).ToArray();
        var objects = length == 2 && OfClusters.Contains(command[1]) ? [] : words.Skip(length);
        var parts = command.Concat(objects).Concat(flags.Where(f => Decisive.Contains(f.Name)).Select(f => f.Name).Order(StringComparer.Ordinal).Distinct());
        var output = flags.LastOrDefault(f => f.Name == "-o").Value;
        return string.Join(' ', output is null or "table" ? parts : parts.Append("-o " + output));
    }

    /// <summary>How many flags two calls do not share, names and values; between recordings of the same key the nearest wins.</summary>
    public static int Distance(IReadOnlyList<string> one, IReadOnlyList<string> other)
    {
        var left = Read(one);
        var right = Read(other);
        return Difference(left.Flags.Select(f => f.Name), right.Flags.Select(f => f.Name)) * 4
            + Difference(left.Flags.Select(f => f.Name + "=" + f.Value), right.Flags.Select(f => f.Name + "=" + f.Value))
            + (Difference(left.Words, right.Words) * 2);
    }

    private static int Difference(IEnumerable<string> one, IEnumerable<string> other)
    {
        var set = new HashSet<string>(one, StringComparer.Ordinal);
        set.SymmetricExceptWith(other);
        return set.Count;
    }

    private static (List<string> Words, List<(string Name, string? Value)> Flags) Read(IReadOnlyList<string> arguments)
    {
        var words = new List<string>();
        var flags = new List<(string, string?)>();
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument.Length < 2 || argument[0] != '-')
            {
                words.Add(argument);
                continue;
            }

            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument : argument[..equals];
            var value = equals < 0 ? null : argument[(equals + 1)..];
            if (equals < 0 && name[1] != '-' && name.Length > 2)
            {
                (name, value) = (name[..2], name[2..]);
            }

            if (value is null && !Switches.Contains(name) && i + 1 < arguments.Count)
            {
                value = arguments[++i];
            }

            name = name switch { "--output" => "-o", "--filename" => "-f", _ => name };
            if (value != "false" || !Switches.Contains(name))
            {
                flags.Add((name, value));
            }
        }

        return (words, flags);
    }

    private static string Singular(string word) => word switch
    {
        "ig" or "igs" or "instancegroups" => "instancegroup",
        "clusters" => "clusters",
        "instances" or "keypairs" or "secrets" or "sshpublickeys" => word[..^1],
        _ => word,
    };
}
