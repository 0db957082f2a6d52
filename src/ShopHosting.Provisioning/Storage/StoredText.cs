namespace ShopHosting.Provisioning.Storage;

/// <summary>The length up to which keys and claims fit into an index of every database we speak to.</summary>
public static class StoredText
{
    public const int MaxLength = 190;

    public static void RequireKey(string table, string key) => Require(key, $"the key of a row of {table}");

    /// <summary>Throws when the text is empty or does not fit: the domain lets neither come so far.</summary>
    public static void Require(string text, string what)
    {
        if (text.Length is 0 or > MaxLength)
        {
            throw new ArgumentException($"'{text}' can't be {what}: it has {text.Length} characters, and 1 to {MaxLength} fit.", nameof(text));
        }
    }
}
