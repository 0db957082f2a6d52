namespace ShopHosting.Provisioning.Storage;

/// <summary>What text has to be like to be kept alike by every database we speak to.</summary>
public static class StoredText
{
    /// <summary>The length up to which keys and claims fit into an index.</summary>
    public const int MaxLength = 190;

    public static void RequireKey(string table, string key) => Require(key, $"the key of a row of {table}");

    /// <summary>Throws when the text is empty or does not fit: the domain lets neither come so far.</summary>
    public static void Require(string text, string what)
    {
        if (text.Length == 0)
        {
            throw new ArgumentException($"{what} can't be empty.", nameof(text));
        }

        RequireOrEmpty(text, what);
    }

    public static void RequireOrEmpty(string text, string what)
    {
        if (text.Length > MaxLength)
        {
            throw new ArgumentException($"'{text}' can't be {what}: it has {text.Length} characters, and {MaxLength} fit.", nameof(text));
        }

        if (Keepable(text) != text)
        {
            throw new ArgumentException($"'{text}' can't be {what}: it has a character that no database keeps.", nameof(text));
        }
    }

    /// <summary>The text with U+FFFD for what is refused by some: U+0000, and the half of a pair that stands alone.</summary>
    public static string Keepable(string text) => text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF') || text.Contains('\0')
        ? string.Concat(text.EnumerateRunes()).Replace('\0', '\uFFFD')
        : text;
}
