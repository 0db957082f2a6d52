using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ShopHosting.Frontend.Words;

/// <summary>What a shop's software wrote, made harmless to look at: whoever visits a shop can have it write a line.</summary>
public static partial class LogText
{
    /// <summary>Without colours and other commands for a terminal; what nobody could see stands as its code.</summary>
    public static string Plain(string text)
    {
        var bare = Terminal().Replace(text, "");
        if (!bare.EnumerateRunes().Any(IsHidden))
        {
            return bare;
        }

        var plain = new StringBuilder(bare.Length);
        foreach (var rune in bare.EnumerateRunes())
        {
            if (rune.Value == '\t')
            {
                plain.Append("    ");
            }
            else if (IsHidden(rune))
            {
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
            }
            else
            {
                plain.Append(rune.ToString());
            }
        }

        return plain.ToString();
    }

    private static bool IsHidden(Rune rune) => rune.Value != 0x200D && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>ECMA-48: control sequences, operating system commands up to their end, and the two-letter ones.</summary>
    [GeneratedRegex("\u001B(\\[[0-?]*[ -/]*[@-~]|\\][^\u0007\u001B]*(\u0007|\u001B\\\\)?|[@-Z\\\\^_])|\u009B[0-?]*[ -/]*[@-~]")]
    private static partial Regex Terminal();
}
