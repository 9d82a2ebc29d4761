using System.Management.Automation;
using System.Reflection;
using System.Xml.Linq;

namespace KopsPS.Commands.Tests.Conventions;

/// <summary>Walks every exported cmdlet and holds it to what all of them promise.</summary>
public sealed class CmdletConventionTests(ExportedCmdlets cmdlets) : IClassFixture<ExportedCmdlets>
{
    /// <summary>Words that end in "s" and are no plural.</summary>
    private static readonly string[] SingularInS = ["Dns", "Status", "Address", "Progress", "Access", "ApiLoadBalancerClass", "Previous"];

    private static readonly string[] VerbsThatChange =
        ["New", "Set", "Remove", "Update", "Install", "Uninstall", "Export", "Clear", "Publish", "Restart", "Suspend", "Resume", "Undo", "Repair", "Start", "Stop", "Initialize"];

    /// <summary>Those whose verb does not say so: a test that can be told to start something.</summary>
    private static readonly string[] CmdletsThatCanChange = ["Test-KopsNetwork"];

    private static readonly HashSet<string> ApprovedVerbs =
        [.. new[] { typeof(VerbsCommon), typeof(VerbsCommunications), typeof(VerbsData), typeof(VerbsDiagnostic), typeof(VerbsLifecycle), typeof(VerbsOther), typeof(VerbsSecurity) }
            .SelectMany(type => type.GetFields()).Select(verb => verb.Name)];

    public static TheoryData<string> Names => ExportedCmdlets.Names();

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_name_has_an_approved_verb_and_a_singular_noun_with_prefix(string name)
    {
        var command = cmdlets[name];

        Assert.Contains(command.Verb, ApprovedVerbs);
        Assert.StartsWith("Kops", command.Noun, StringComparison.Ordinal);
        Assert.True(!command.Noun.EndsWith('s') || SingularInS.Any(word => command.Noun.EndsWith(word, StringComparison.Ordinal)), $"{name} is a plural");
        Assert.Equal($"KopsPS.Commands.{command.Verb}{command.Noun}Command", command.ImplementingType.FullName);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_lives_in_a_file_of_its_own(string name)
    {
        var file = cmdlets[name].ImplementingType.Name + ".cs";

        Assert.Single(Directory.GetFiles(Path.Combine(Repository.Root, "src", "KopsPS.Commands"), file, SearchOption.AllDirectories));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_what_it_writes(string name) => Assert.NotEmpty(cmdlets[name].OutputType);

    [Theory]
    [MemberData(nameof(Names))]
    public void It_can_be_previewed_where_it_changes_anything(string name)
    {
        var command = cmdlets[name];
        var previews = command.ImplementingType.GetCustomAttribute<CmdletAttribute>()!.SupportsShouldProcess;

        Assert.Equal(VerbsThatChange.Contains(command.Verb) || CmdletsThatCanChange.Contains(name), previews);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_parameters_have_singular_names_and_types_that_anyone_can_make(string name)
    {
        foreach (var parameter in Own(cmdlets[name]))
        {
            Assert.True(char.IsUpper(parameter.Name[0]), parameter.Name);
            Assert.True(
                !parameter.Name.EndsWith('s') || SingularInS.Any(word => parameter.Name.EndsWith(word, StringComparison.Ordinal)),
                $"-{parameter.Name} is a plural");
            var type = parameter.ParameterType.IsArray ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
            type = Nullable.GetUnderlyingType(type) ?? type;
            Assert.True(
                type.Namespace!.StartsWith("System", StringComparison.Ordinal) || type.Assembly.GetName().Name == "KopsPS",
                $"-{parameter.Name} is of type {type}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Durations_can_be_typed_as_kops_has_them(string name)
    {
        foreach (var parameter in Own(cmdlets[name]).Where(parameter => parameter.ParameterType == typeof(TimeSpan) || parameter.ParameterType == typeof(TimeSpan?)))
        {
            Assert.Contains(parameter.Attributes, attribute => attribute.GetType().Name == "DurationTransformAttribute");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_name_is_never_taken_from_another_objects_property(string name)
    {
        // An object with both Name and ClusterName must not bind its own name where a cluster's is meant, and the reverse.
        // PowerShell binds by a parameter's own name before its aliases, so no alias helps: where -Name is a cluster, a
        // transformation takes the ClusterName of whatever is piped in.
        var parameter = Own(cmdlets[name]).SingleOrDefault(parameter => parameter.Name == "Name");
        if (parameter is null)
        {
            return;
        }

        Assert.DoesNotContain(
            cmdlets[name].ParameterSets.SelectMany(set => set.Parameters), item => item.Name == "Name" && item.ValueFromPipelineByPropertyName);
        Assert.Equal(
            parameter.Aliases.Contains("ClusterName"), parameter.Attributes.Any(attribute => attribute.GetType().Name == "ClusterNameTransformAttribute"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_parameters_by_property_name_exist_on_what_cmdlets_write(string name)
    {
        var known = cmdlets.Shell.Run("[KopsPS.KopsDefault].Assembly.GetExportedTypes()").Objects()
            .SelectMany(type => ((Type)type.BaseObject).GetProperties()).Select(property => property.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);

        foreach (var parameter in cmdlets[name].ParameterSets.SelectMany(set => set.Parameters).Where(parameter => parameter.ValueFromPipelineByPropertyName))
        {
            Assert.True(
                known.Contains(parameter.Name) || parameter.Aliases.Any(known.Contains),
                $"nothing has a property {parameter.Name} for {name}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void What_it_writes_has_a_view_and_only_our_own_types(string name)
    {
        var views = XDocument.Load(Path.Combine(Repository.Module, "KopsPS.Format.ps1xml")).Descendants("TypeName").Select(type => type.Value).ToHashSet();

        foreach (var type in cmdlets[name].OutputType.Select(output => output.Type).Where(type => type?.Namespace == "KopsPS"))
        {
            Assert.Contains(type!.FullName!, views);
            foreach (var property in type.GetProperties())
            {
                var leaf = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : property.PropertyType;
                Assert.True(
                    leaf.Assembly.GetName().Name is "KopsPS" or "System.Private.CoreLib" or "System.Private.Uri",
                    $"{type}.{property.Name} is of type {leaf}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_help_is_whole(string name)
    {
        var help = cmdlets.Shell.Run($"Get-Help {name} -Full").Single();

        Assert.False(string.IsNullOrWhiteSpace(help.Properties["Synopsis"].Value?.ToString()));
        Assert.NotEmpty((System.Collections.IEnumerable)help.Properties["description"].Value);
        var examples = Children(help, "examples", "example");
        Assert.True(examples.Count >= 2, $"{name} has {examples.Count} examples");
        Assert.All(examples, example => Assert.False(string.IsNullOrWhiteSpace(example.Properties["code"].Value?.ToString())));
        var described = Children(help, "parameters", "parameter").Select(parameter => parameter.Properties["name"].Value.ToString());
        Assert.Equal(Own(cmdlets[name]).Select(parameter => parameter.Name).Order(), described.Order());
    }

    private static IEnumerable<ParameterMetadata> Own(CmdletInfo command) =>
        command.Parameters.Values.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static List<PSObject> Children(PSObject help, string group, string item)
    {
        var value = (help.Properties[group]?.Value as PSObject)?.Properties[item]?.Value;
        return value switch
        {
            null => [],
            PSObject one => [one],
            System.Collections.IEnumerable many => [.. many.Cast<PSObject>()],
            _ => [],
        };
    }
}
