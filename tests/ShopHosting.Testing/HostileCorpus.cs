namespace ShopHosting.Testing;

/// <summary>Texts that broke systems of this kind: each goes into each field, and none may break a page, a file or a command.</summary>
public static class HostileCorpus
{
    public static IReadOnlyList<string> Texts { get; } =
    [
        "'", "\"", "`id`", "$(id)", "${HOME}", "{{7*7}}", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "a;b", "a|b", "a&b", "a\nb", "a\r\nSet-Cookie: x=y", "a\0b", "\t",
        "\u202Eabc", "\u200B", "\uFEFFabc", "\uFFFD", new string('a', 256), new string('€', 300), new string('x', 20_000), "🛍️ shop 👩‍👩‍👧", "-rf", "--help", "../../etc/passwd", "a/b\\c",
        "\uD800", "a\uDC00b", "%00", "%s%n", "' OR '1'='1", "; DROP TABLE store;--", "\u001b[31mred", "null", "undefined", "NaN", "-1", "0", "1e309", " ", "", "İstanbul", "e\u0301",
        "javascript:alert(1)", "//evil.example", "a@b", "a@b.c\nBcc: d@e.f", "\\u0000", "@Model", "#{x}", "%{x}", "CON", ".", "..", "~",
    ];
}
