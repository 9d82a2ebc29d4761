using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using KopsPS.Engine.Prerequisites;

namespace KopsPS.Commands;

/// <summary>Completes the names of checks.</summary>
public sealed class PrerequisiteCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        PrerequisiteChecker.Names.Where(name => name.StartsWith(wordToComplete ?? "", StringComparison.OrdinalIgnoreCase)).Select(name => new CompletionResult(name));
}
