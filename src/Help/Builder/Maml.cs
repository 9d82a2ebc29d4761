using System.Globalization;
using System.Management.Automation;
using System.Xml.Linq;

namespace KopsPS.Help;

/// <summary>
/// Writes the help format that Get-Help reads. What the cmdlets themselves know (syntax, types, aliases, pipeline
/// input) is taken from them; the pages add words only.
/// </summary>
internal static class Maml
{
    private static readonly XNamespace Msh = "http://msh";
    private static readonly XNamespace Text = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    public static XDocument Write(IEnumerable<(CmdletInfo Command, HelpPage Page)> commands, HelpPage common) => new(
        new XElement(
            Msh + "helpItems",
            new XAttribute("schema", "maml"),
            commands.Select(item => One(item.Command, item.Page, common))));

    private static XElement One(CmdletInfo command, HelpPage page, HelpPage common)
    {
        var parameters = Described(command, page, common);
        if (page.Synopsis.Count != 1 || page.Description.Count == 0 || page.Examples.Count < 2)
        {
            throw new HelpFault(page.File, 1, "a page has a synopsis of one paragraph, a description, and two examples or more");
        }

        if (page.Examples.FirstOrDefault(example => example.Code.Length == 0) is { } empty)
        {
            throw new HelpFault(page.File, 1, $"example '{empty.Title}' has no code");
        }

        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Text),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", command.Name),
                new XElement(Command + "verb", command.Verb),
                new XElement(Command + "noun", command.Noun),
                Paragraphs(Text + "description", page.Synopsis)),
            Paragraphs(Text + "description", page.Description),
            new XElement(Command + "syntax", command.ParameterSets.Select(set => new XElement(
                Command + "syntaxItem",
                new XElement(Text + "name", command.Name),
                InSyntaxOrder(set).Select(parameter => Parameter(parameter, [], command))))),
            new XElement(Command + "parameters", parameters.Select(item => Parameter(item.Parameter, item.Words, command))),
            new XElement(Command + "inputTypes", Inputs(command).Select(type => Type(Command + "inputType", type))),
            new XElement(Command + "returnValues", command.OutputType.Select(type => Type(Command + "returnValue", type.Name))),
            page.Notes.Count == 0 ? null : new XElement(Text + "alertSet", Paragraphs(Text + "alert", page.Notes)),
            new XElement(Command + "examples", page.Examples.Select((example, index) => new XElement(
                Command + "example",
                new XElement(Text + "title", $"---------- Example {index + 1}: {example.Title} ----------"),
                new XElement(Dev + "code", example.Code),

                // An empty paragraph keeps the next title apart.
                Paragraphs(Dev + "remarks", [.. example.Remarks, ""])))),
            new XElement(Command + "relatedLinks", page.Links.Select(link => new XElement(
                Text + "navigationLink", new XElement(Text + "linkText", link.Text), new XElement(Text + "uri", link.Uri.Contains("://", StringComparison.Ordinal) ? link.Uri : "")))));
    }

    /// <summary>Each parameter with its words: the page's own, else the shared ones.</summary>
    private static List<(CommandParameterInfo Parameter, List<string> Words)> Described(CmdletInfo command, HelpPage page, HelpPage common)
    {
        var parameters = command.ParameterSets.SelectMany(Own).DistinctBy(parameter => parameter.Name).ToList();
        var unknown = page.Parameters.Keys.Except(parameters.Select(parameter => parameter.Name), StringComparer.OrdinalIgnoreCase).ToList();
        if (unknown.Count > 0)
        {
            throw new HelpFault(page.File, 1, $"{command.Name} has no parameter -{string.Join(", -", unknown)}");
        }

        return [.. parameters.Select(parameter => (parameter,
            page.Parameters.TryGetValue(parameter.Name, out var own) && own.Count > 0 ? own
            : common.Parameters.TryGetValue(parameter.Name, out var shared) ? shared
            : throw new HelpFault(page.File, 1, $"parameter -{parameter.Name} is not described")))];
    }

    private static IEnumerable<CommandParameterInfo> Own(CommandParameterSetInfo set) =>
        set.Parameters.Where(parameter => !Cmdlet.CommonParameters.Contains(parameter.Name));

    private static IEnumerable<CommandParameterInfo> InSyntaxOrder(CommandParameterSetInfo set) => Own(set)
        .OrderBy(parameter => parameter.Position < 0 ? int.MaxValue : parameter.Position)
        .ThenBy(parameter => Cmdlet.OptionalCommonParameters.Contains(parameter.Name))
        .ThenByDescending(parameter => parameter.IsMandatory);

    private static IEnumerable<string> Inputs(CmdletInfo command) => command.ParameterSets
        .SelectMany(Own)
        .Where(parameter => parameter.ValueFromPipeline)
        .Select(parameter => parameter.ParameterType.ToString())
        .Distinct()
        .DefaultIfEmpty("None");

    private static XElement Parameter(CommandParameterInfo parameter, List<string> words, CmdletInfo command)
    {
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        var values = parameter.Attributes.OfType<ValidateSetAttribute>().SelectMany(set => set.ValidValues)
            .Concat(type.IsEnum ? Enum.GetNames(type) : [])
            .ToList();
        var element = new XElement(
            Command + "parameter",
            new XAttribute("required", Lower(parameter.IsMandatory)),
            new XAttribute("variableLength", Lower(type.IsArray)),
            new XAttribute("globbing", Lower(command.ImplementingType.GetProperty(parameter.Name)?.IsDefined(typeof(SupportsWildcardsAttribute), true) == true)),
            new XAttribute("pipelineInput", PipelineInput(parameter)),
            new XAttribute("position", parameter.Position < 0 ? "named" : parameter.Position.ToString(CultureInfo.InvariantCulture)),
            new XAttribute("aliases", parameter.Aliases.Count == 0 ? "none" : string.Join(", ", parameter.Aliases)),
            new XElement(Text + "name", parameter.Name),
            Paragraphs(Text + "description", words));
        if (type != typeof(SwitchParameter))
        {
            element.Add(new XElement(
                Command + "parameterValue",
                new XAttribute("required", "true"),
                new XAttribute("variableLength", Lower(type.IsArray)),
                type.Name));
        }

        element.Add(
            new XElement(Dev + "type", new XElement(Text + "name", type.Name), new XElement(Text + "uri")),
            new XElement(Dev + "defaultValue", type == typeof(SwitchParameter) ? "False" : "None"));
        if (values.Count > 0)
        {
            element.Add(new XElement(
                Command + "parameterValueGroup",
                values.Select(value => new XElement(
                    Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value))));
        }

        return element;
    }

    private static string PipelineInput(CommandParameterInfo parameter) => (parameter.ValueFromPipeline, parameter.ValueFromPipelineByPropertyName) switch
    {
        (true, true) => "True (ByPropertyName, ByValue)",
        (true, false) => "True (ByValue)",
        (false, true) => "True (ByPropertyName)",
        _ => "False",
    };

    private static XElement Type(XName name, string type) =>
        new(name, new XElement(Dev + "type", new XElement(Text + "name", type)));

    private static XElement Paragraphs(XName name, IEnumerable<string> paragraphs) =>
        new(name, paragraphs.Select(paragraph => new XElement(Text + "para", paragraph)));

    private static string Lower(bool value) => value ? "true" : "false";
}
