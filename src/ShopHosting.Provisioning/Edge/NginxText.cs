namespace ShopHosting.Provisioning.Edge;

/// <summary>Reads back a rendered nginx configuration far enough to know that it routes what it should and nothing else.</summary>
public static class NginxText
{
    /// <summary>Where requests of a host are passed on to nobody.</summary>
    public const string Nowhere = "";

    /// <summary>Throws when the text's server names and where they lead are not exactly the routes.</summary>
    public static void MustRoute(string text, IReadOnlyDictionary<string, string> routes)
    {
        var found = Routes(text);
        if (found.Count != routes.Count || routes.Any(route => found.GetValueOrDefault(route.Key) != route.Value))
        {
            throw new InvalidDataException($"The rendered edge configuration routes {found.Count} hosts where {routes.Count} are wanted, or elsewhere.");
        }
    }

    /// <summary>Server name to address and port of the upstream it passes to, <see cref="Nowhere"/> when it passes on nothing.</summary>
    public static Dictionary<string, string> Routes(string text)
    {
        var upstreams = new Dictionary<string, string>(StringComparer.Ordinal);
        var routes = new Dictionary<string, string>(StringComparer.Ordinal);
        string? upstream = null, host = null;
        foreach (var words in Statements(text))
        {
            switch (words)
            {
                case ["upstream", var name]:
                    upstream = name;
                    break;
                case ["server", var address] when upstream is not null:
                    if (!upstreams.TryAdd(upstream, address))
                    {
                        throw new InvalidDataException("An upstream of the edge has more than one server, or is there twice.");
                    }

                    break;
                case ["server"]:
                    (upstream, host) = (null, null);
                    break;
                case ["server_name", var name]:
                    host = name;
                    routes[host] = Nowhere;
                    break;
                case ["server_name", ..]:
                    throw new InvalidDataException("A site of the edge has more than one server name.");
                case ["proxy_pass", var target] when host is not null:
                    routes[host] = upstreams.GetValueOrDefault(target.Replace("http://", "", StringComparison.Ordinal), "unknown");
                    break;
            }
        }

        return routes;
    }

    /// <summary>Throws when the text does not map exactly the hosts to their workers.</summary>
    public static void MustMap(string text, IReadOnlyDictionary<string, string> workers)
    {
        var found = Statements(text).ToList();
        if (found.Count != workers.Count || found.Any(words => words is not [var host, var worker] || workers.GetValueOrDefault(host) != worker))
        {
            throw new InvalidDataException($"The rendered map names {found.Count} hosts where {workers.Count} are wanted, or other workers.");
        }
    }

    /// <summary>Each directive or block head as its words. Comments are left out; quotes are kept as they stand.</summary>
    private static IEnumerable<string[]> Statements(string text)
        => text.Split('\n').Select(line => line.Split('#', 2)[0])
            .SelectMany(line => line.Split([';', '{', '}'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Select(statement => statement.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .Where(words => words.Length > 0);
}
