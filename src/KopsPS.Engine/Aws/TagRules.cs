namespace KopsPS.Engine.Aws;

/// <summary>What AWS takes as a tag (https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html).</summary>
public static class TagRules
{
    /// <summary>Checks one tag before anything is made with it.</summary>
    /// <param name="key">Name of the tag.</param>
    /// <param name="value">Its value; may be empty.</param>
    /// <exception cref="KopsException"><c>KopsTagInvalid</c>.</exception>
    public static void Check(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        if (key.Length is 0 or > 128 || value.Length > 256)
        {
            throw Faults.TagInvalid(key, "AWS takes names of 1 to 128 characters and values of up to 256");
        }

        if (key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase))
        {
            throw Faults.TagInvalid(key, "AWS keeps names that begin with aws: for itself");
        }

        // IAM is the narrowest of the services: letters, digits, spaces and _.:/=+-@ only.
        foreach (var sign in key.Concat(value))
        {
            if (!char.IsLetterOrDigit(sign) && !char.IsWhiteSpace(sign) && !"_.:/=+-@".Contains(sign, StringComparison.Ordinal))
            {
                throw Faults.TagInvalid(key, $"not every AWS service takes '{sign}' in a tag; use letters, digits, spaces and _ . : / = + - @");
            }
        }
    }
}
