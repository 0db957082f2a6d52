namespace ShopHosting.Domain.Ids;

/// <summary>One label of a host name (RFC 1123, section 2.1): letters, digits and inner hyphens, at most 63 characters. Lower case here.</summary>
public static class DnsLabel
{
    public const int MaxLength = 63;

    public static bool IsValid(string? text)
    {
        if (text is not { Length: > 0 and <= MaxLength } || text[0] == '-' || text[^1] == '-')
        {
            return false;
        }

        foreach (var character in text)
        {
            if (!char.IsAsciiLetterLower(character) && !char.IsAsciiDigit(character) && character != '-')
            {
                return false;
            }
        }

        return true;
    }
}
