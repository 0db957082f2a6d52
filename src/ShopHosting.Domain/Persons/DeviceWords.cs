namespace ShopHosting.Domain.Persons;

/// <summary>What a browser says of itself, in the words of its owner: <c>Firefox on Windows</c>. Good enough to recognise one's own; no proof of anything.</summary>
public static class DeviceWords
{
    // The order matters: most browsers also name the ones they descend from.
    private static readonly (string Token, string Word)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
        ("shopctl", "shopctl"), ("curl", "curl"),
    ];

    private static readonly (string Token, string Word)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "a Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ];

    public static string Of(string userAgent) => (Find(Browsers, userAgent), Find(Systems, userAgent)) switch
    {
        ({ } browser, { } system) => $"{browser} on {system}",
        ({ } browser, null) => browser,
        (null, { } system) => $"A browser on {system}",
        _ => "A browser that does not say which",
    };

    private static string? Find((string Token, string Word)[] words, string text) => words.FirstOrDefault(word => text.Contains(word.Token, StringComparison.Ordinal)).Word;
}
