using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using ShopHosting.Testing.Frontend;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary>The control socket is reached by its file alone, by it nothing else, and the file is its owner's.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ControlSocketTests : ControlTest
{
    private static readonly string[] s_paths = ["/control/workers", "/control/workers/w1", "/control/workers/w1/operations", "/control/workers/w1/cordon", "/Control/Workers", "/control//workers", "/%63ontrol/workers"];

    /// <summary>As little as can be is refused before: any host is taken, and a proxy is believed what it forwards.</summary>
    protected override IEnumerable<KeyValuePair<string, string?>> Settings => [.. base.Settings, new("AllowedHosts", "*"), new("Frontend:TrustedProxies:0", "127.0.0.1")];

    [Fact]
    public async Task By_tcp_it_is_not_there_whatever_the_request_says()
    {
        (string, string)[] tricks =
        [
            ("Host", "panel"), ("Host", "localhost"), ("X-Forwarded-For", "127.0.0.1"), ("X-Forwarded-For", "unix:"), ("X-Forwarded-Host", "panel"), ("X-Forwarded-Proto", "unix"),
            ("Forwarded", "for=unix"), ("X-Original-URL", "/control/workers"), ("X-Rewrite-URL", "/control/workers"), ("X-Forwarded-Prefix", "/control"), ("X-HTTP-Method-Override", "POST"), ("Connection", "X-Forwarded-For"),
        ];
        var visitor = Visitor();
        foreach (var path in s_paths)
        {
            foreach (var trick in tricks)
            {
                (await visitor.GetAsync(path, trick)).Status.ShouldBe(HttpStatusCode.NotFound, $"{path} {trick}");
            }

            (await visitor.PostAsync(path, [])).Status.ShouldBe(HttpStatusCode.NotFound, path);
            (await RawAsync($"GET http://unix:{Socket}:{path} HTTP/1.1\r\nHost: panel\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 4");
            (await RawAsync($"GET http://panel{path} HTTP/1.1\r\nHost: panel\r\nConnection: close\r\n\r\n")).ShouldStartWith("HTTP/1.1 404");
        }

        var administrator = await AdministratorAsync();
        (await administrator.GetAsync("/control/workers")).Status.ShouldBe(HttpStatusCode.NotFound, "also for an administrator");
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    [InlineData("/sign-in")]
    [InlineData("/api/availability?name=teashop")]
    [InlineData("/health/ready")]
    [InlineData("/control")]
    [InlineData("/control/stores")]
    [InlineData("/control/workers/../../admin")]
    public async Task By_it_nothing_else_is_reached(string path)
    {
        using var client = ClientOf(Socket);
        using var answer = await client.GetAsync(path).WaitAsync(Patience);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void Folder_and_file_are_the_panels_alone()
    {
        File.GetUnixFileMode(Path.GetDirectoryName(Socket)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(Socket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task What_a_killed_panel_left_behind_is_taken_away_and_a_panel_that_ends_in_peace_leaves_nothing()
    {
        await Host.StopAsync();
        File.Exists(Socket).ShouldBeFalse();
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint($"{Socket}.new"));
            File.Move($"{Socket}.new", Socket);                          // .NET removes the file that it made, kill -9 does not
        }

        await using var next = await FrontendHost.StartAsync(settings: Settings);
        (await ShopctlAsync("list")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_second_panel_does_not_take_it_from_the_first()
    {
        (await Should.ThrowAsync<InvalidOperationException>(() => FrontendHost.StartAsync(settings: Settings))).Message.ShouldContain($"Another program listens at {Socket}");

        (await ShopctlAsync("list")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_in_its_place_stays_as_it_is_and_a_path_that_none_can_have_is_named()
    {
        var file = $"{Socket}.key";
        await File.WriteAllTextAsync(file, "precious");
        (await Should.ThrowAsync<InvalidOperationException>(() => FrontendHost.StartAsync(settings: SettingsAt(file)))).Message.ShouldContain("is a file and no socket");
        (await File.ReadAllTextAsync(file)).ShouldBe("precious");

        foreach (var path in new[] { "panel.sock", "/", $"/{new string('x', 107)}" })
        {
            (await Should.ThrowAsync<Exception>(() => FrontendHost.StartAsync(settings: SettingsAt(path)))).Message.ShouldContain($"Frontend:ControlSocket is '{path}'");
        }
    }

    private async Task<string> RawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Host.Address.Host, Host.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(Patience);
    }
}
