using System.CommandLine;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using ShopHosting.Cli.Workers;
using ShopHosting.Domain.Control;
using ShopHosting.Testing;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>A panel with a control socket in a folder of its own, asked by shopctl's own code or by what a program might send.</summary>
public abstract class ControlTest : FrontendTest, IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("control-").FullName;

    protected string Socket => Path.Combine(folder, "its-own", "panel.sock");

    protected override IEnumerable<KeyValuePair<string, string?>> Settings => SettingsAt(Socket);

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    public static Dictionary<string, string?> SettingsAt(string socket) => new() { ["Frontend:ControlSocket"] = socket };

    /// <summary>What shopctl prints, and how it ends.</summary>
    protected Task<(int Code, string Output, string Error)> ShopctlAsync(params string[] arguments) => ShopctlAsync("", arguments);

    /// <param name="typed">What somebody types when asked.</param>
    /// <param name="arguments">After <c>shopctl worker</c>.</param>
    protected async Task<(int Code, string Output, string Error)> ShopctlAsync(string typed, string[] arguments)
    {
        using var input = new StringReader(typed);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await WorkerCommand.Create(input).Parse([.. arguments, "--socket", Socket]).InvokeAsync(new InvocationConfiguration { Output = output, Error = error }).WaitAsync(Patience);
        return (code, output.ToString(), error.ToString());
    }

    public static HttpClient ClientOf(string socket) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var connection = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await connection.ConnectAsync(new UnixDomainSocketEndPoint(socket), cancellationToken);
            return new NetworkStream(connection, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://anything/") };

    public static T Read<T>(Answer answer) => JsonSerializer.Deserialize<T>(answer.Text, ControlJson.Options)!;
}

internal static class ControlRequests
{
    public static async Task<Answer> PostAsync<T>(this HttpClient client, string path, T ask) where T : ControlAsk
    {
        using var response = await client.PostAsJsonAsync(path, ask, ControlJson.Options).SoonAsync();
        return new Answer(response.StatusCode, [], await response.Content.ReadAsByteArrayAsync());
    }
}
