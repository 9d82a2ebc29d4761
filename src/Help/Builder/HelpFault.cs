namespace KopsPS.Help;

/// <summary>A fault in a page, in the form that build tools link to the line.</summary>
internal sealed class HelpFault(string file, int line, string message) : Exception($"{file}({line}): error HELP: {message}");
