using System.Globalization;
using System.Text;

namespace ShopHosting.Domain;

/// <summary>What a text that a person typed may hold.</summary>
public static class Text
{
    /// <summary>Trims, and refuses what no reader could see: control characters, unpaired surrogates, invisible and direction marks.</summary>
    /// <returns>The text, or why not, in a few words that complete "The title …".</returns>
    public static (string? Value, string? Problem) Line(string? text, int maxLength)
    {
        var trimmed = text?.Trim() ?? "";
        if (trimmed.Length == 0)
        {
            return (null, "is missing.");
        }

        // A broken surrogate has become U+FFFD by the time it arrives over the wire.
        if (!IsWellFormed(trimmed) || trimmed.Contains('\uFFFD', StringComparison.Ordinal))
        {
            return (null, "holds a broken character; type it again.");
        }

        if (trimmed.Length > maxLength)
        {
            return (null, $"is longer than {maxLength} characters.");
        }

        return trimmed.EnumerateRunes().Any(IsInvisible) ? (null, "holds characters that nobody can see (line breaks, control or direction marks).") : (trimmed, null);
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The zero-width joiner (U+200D) and the variation selectors stay: emoji are made with them.</summary>
    private static bool IsInvisible(Rune rune) => rune.Value != 0x200D && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;
}
