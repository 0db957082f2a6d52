namespace ShopHosting.Cli.Panel;

/// <summary>
/// The cookies of one panel. The panel's are Secure also on plain http, which browsers send to loopback addresses and .NET's own container does not.
/// </summary>
internal sealed class Cookies
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    /// <summary>What goes into the Cookie header; null when there is nothing to say.</summary>
    public string? Header => values.Count == 0 ? null : string.Join("; ", values.Select(cookie => $"{cookie.Key}={cookie.Value}"));

    /// <param name="setCookie">A Set-Cookie header: <c>name=value; attributes</c>. An empty value takes the cookie away.</param>
    public void Take(string setCookie)
    {
        var pair = setCookie.Split(';', 2)[0];
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
        {
            return;
        }

        var (name, value) = (pair[..at].Trim(), pair[(at + 1)..].Trim());
        if (value.Length == 0)
        {
            values.Remove(name);
        }
        else
        {
            values[name] = value;
        }
    }
}
