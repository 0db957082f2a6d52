using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopHosting.EndToEndTests.Docker;

/// <summary>Docker's Engine API as a test needs it: to look at what the panel made, to break it, and to clear up. It knows nothing of the panel's own client.</summary>
internal sealed class DockerApi : IDisposable
{
    public const string Socket = "/var/run/docker.sock";
    private const string Version = "/v1.41";

    private readonly HttpClient http = new(new SocketsHttpHandler
    {
        ConnectCallback = static async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://docker"), Timeout = TimeSpan.FromMinutes(2) };

    public void Dispose() => http.Dispose();

    /// <summary>All objects that carry this label.</summary>
    public async Task<Census> CensusAsync(string key, string value)
    {
        var filter = "filters=" + Uri.EscapeDataString(JsonSerializer.Serialize(new Dictionary<string, string[]> { ["label"] = [$"{key}={value}"] }));
        var containers = await GetAsync($"/containers/json?all=1&{filter}");
        var networks = await GetAsync($"/networks?{filter}");
        var volumes = await GetAsync($"/volumes?{filter}");
        return new Census(
            [.. containers!.AsArray().Select(container => new Census.Container(
                container!["Id"]!.GetValue<string>(), container["Names"]![0]!.GetValue<string>()[1..], container["State"]!.GetValue<string>(), Labels(container)))],
            [.. networks!.AsArray().Select(network => new Census.Part(network!["Name"]!.GetValue<string>(), network["Id"]!.GetValue<string>(), Labels(network)))],
            [.. (volumes!["Volumes"]?.AsArray() ?? []).Select(volume => new Census.Part(volume!["Name"]!.GetValue<string>(), volume["Name"]!.GetValue<string>(), Labels(volume)))]);
    }

    public async Task<IReadOnlyList<IPNetwork>> SubnetsAsync()
        => [.. (await GetAsync("/networks"))!.AsArray()
            .SelectMany(network => network!["IPAM"]?["Config"]?.AsArray() ?? [])
            .Select(config => config?["Subnet"]?.GetValue<string>())
            .Where(subnet => subnet is not null && IPNetwork.TryParse(subnet, out _))
            .Select(subnet => IPNetwork.Parse(subnet!))];

    public async Task<JsonNode> InspectContainerAsync(string name) => (await GetAsync($"/containers/{name}/json"))!;

    public async Task<JsonNode> InspectNetworkAsync(string name) => (await GetAsync($"/networks/{name}"))!;

    public Task StopContainerAsync(string name) => SendAsync(HttpMethod.Post, $"/containers/{name}/stop?t=10");

    public Task StartContainerAsync(string name) => SendAsync(HttpMethod.Post, $"/containers/{name}/start");

    public Task RemoveContainerAsync(string name) => SendAsync(HttpMethod.Delete, $"/containers/{name}?force=1&v=1");

    public Task RemoveNetworkAsync(string name) => SendAsync(HttpMethod.Delete, $"/networks/{name}");

    public Task RemoveVolumeAsync(string name) => SendAsync(HttpMethod.Delete, $"/volumes/{name}");

    public Task DisconnectAsync(string network, string container)
        => SendAsync(HttpMethod.Post, $"/networks/{network}/disconnect", new JsonObject { ["Container"] = container, ["Force"] = true });

    /// <summary>A container that the panel has nothing to do with.</summary>
    public Task CreateContainerAsync(string name, string image, params string[] command)
        => SendAsync(HttpMethod.Post, $"/containers/create?name={name}", new JsonObject
        {
            ["Image"] = image,
            ["Entrypoint"] = new JsonArray([.. command.Select(word => (JsonNode)word)]),
            ["HostConfig"] = new JsonObject { ["NetworkMode"] = "none" },
        });

    public Task CreateContainerAsync(string name, JsonObject container) => SendAsync(HttpMethod.Post, $"/containers/create?name={name}", container);

    public Task UpdateContainerAsync(string name, JsonObject change) => SendAsync(HttpMethod.Post, $"/containers/{name}/update", change);

    /// <summary>Runs a command in a container; what it wrote, and its exit code.</summary>
    public async Task<(int ExitCode, string Output)> ExecAsync(string container, params string[] command)
    {
        var created = await SendAsync(HttpMethod.Post, $"/containers/{container}/exec", new JsonObject
        {
            ["AttachStdout"] = true,
            ["AttachStderr"] = true,
            ["Cmd"] = new JsonArray([.. command.Select(word => (JsonNode)word)]),
        });
        var id = JsonNode.Parse(created)!["Id"]!.GetValue<string>();
        using var response = await AnswerAsync(HttpMethod.Post, $"/exec/{id}/start", new JsonObject { ["Detach"] = false, ["Tty"] = false });
        var output = Unframed(await response.Content.ReadAsByteArrayAsync());
        var ended = await Until.ItIsAsync(
            $"the exit code of {command[0]}", TimeSpan.FromSeconds(10), async () => (await GetAsync($"/exec/{id}/json"))!, exec => exec["Running"]!.GetValue<bool>() is false);
        return (ended["ExitCode"]!.GetValue<int>(), output);
    }

    private Task<JsonNode?> GetAsync(string path) => http.GetFromJsonAsync<JsonNode>(Version + path);

    private async Task<string> SendAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        using var response = await AnswerAsync(method, path, body);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<HttpResponseMessage> AnswerAsync(HttpMethod method, string path, JsonNode? body)
    {
        using var request = new HttpRequestMessage(method, Version + path) { Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        var response = await http.SendAsync(request);
        return response.IsSuccessStatusCode || response.StatusCode == HttpStatusCode.NotModified
            ? response
            : throw new DockerException($"{method} {path}: {(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}", response.StatusCode);
    }

    /// <summary>Docker puts eight bytes before each piece: which stream, and how long it is.</summary>
    private static string Unframed(ReadOnlySpan<byte> frames)
    {
        using var output = new MemoryStream();
        while (frames.Length >= 8)
        {
            var length = (int)BinaryPrimitives.ReadUInt32BigEndian(frames[4..]);
            output.Write(frames.Slice(8, length));
            frames = frames[(8 + length)..];
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static Dictionary<string, string> Labels(JsonNode thing)
        => thing["Labels"]?.AsObject().ToDictionary(label => label.Key, label => label.Value!.GetValue<string>()) ?? [];
}

internal sealed class DockerException(string message, HttpStatusCode status) : Exception(message)
{
    public HttpStatusCode Status => status;
}
