using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;
using ShopHosting.EndToEndTests.Docker;
using ShopHosting.EndToEndTests.Web;

namespace ShopHosting.EndToEndTests.Installations;

/// <summary>
/// A whole installation of its own on this machine's Docker, run by the built program: names, ports and addresses nobody else uses, data in a temporary
/// folder. At its end everything that carries its label is removed, and nothing else.
/// </summary>
public sealed class Installation : IAsyncLifetime, IAsyncDisposable
{
    public const string Worker = "main";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> log = new();
    private readonly string data = Directory.CreateTempSubdirectory("shophosting-e2e-").FullName;
    private FreePlace place = null!;
    private PanelProcess? panel;
    private bool isOver;

    internal DockerApi Docker { get; } = new();

    public int PanelProcessId => panel!.Id;

    public string Id => place.Installation;

    public int EdgePort => place.EdgePort;

    public int ForwardPort => place.ForwardPort;

    public int PanelPort => place.PanelPort;

    public string ShopDomain { get; } = "shops.localhost";

    /// <summary>How often everything is looked at. Short, so that stories need not wait for it.</summary>
    public TimeSpan CheckPeriod { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where other workers' edges find this machine's.</summary>
    public string? PrivateAddress { get; init; }

    /// <summary>Only these images, where a story brings them to a second worker; null has all.</summary>
    public IReadOnlyCollection<string>? OnlyImages { get; init; }

    /// <summary>A PostgreSQL database instead of the embedded one.</summary>
    public string? Database { get; init; }

    public string EdgeContainer => $"sh-{Id}-edge";

    public string GuardContainer => $"sh-{Id}-guard";

    public string RelayContainer => $"sh-{Id}-relay";

    public int RelayPort => place.RelayPort;

    /// <summary>What the panel wrote from its first start on, for a failure's report.</summary>
    public string Log => string.Join('\n', log);

    internal JournalRows Journal => new(() => Database is { } server
        ? new NpgsqlConnection(server)
        : new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = EmbeddedDatabase, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString()));

    internal string EmbeddedDatabase => Path.Combine(data, "database", "shophosting.db");

    private string ControlSocket => Path.Combine(data, "control", "panel.sock");

    public string AuthorityOf(string name) => $"{name}.{ShopDomain}:{EdgePort}";

    public async Task InitializeAsync()
    {
        try
        {
            place = await FreePlace.FindAsync(Docker);
            await StartPanelAsync();
            await Until.ItIsAsync("the worker to be taken in with edge, guard and relay", StartLimit, () => Docker.CensusAsync(Census.InstallationLabel, Id),
                census => census.Containers.Count(container => container.State == "running") == (ImageOf("relay") is null ? 2 : 3));
            using var visitor = new Browser(EdgePort);
            await Until.ItIsAsync("the edge to answer", StartLimit, () => visitor.GetAsync($"http://nobody.{ShopDomain}:{EdgePort}/"), page => page.Status == 404);
        }
        catch (Exception exception)
        {
            var told = Log;
            await DisposeAsync();
            throw new InvalidOperationException($"The installation did not start: {exception.Message}\n{told}", exception);
        }
    }

    public async Task DisposeAsync()
    {
        if (Interlocked.Exchange(ref isOver, true))
        {
            return;
        }

        if (panel is not null)
        {
            await panel.DisposeAsync();
        }

        if (place is not null)
        {
            await RemoveEverythingAsync();
        }

        Docker.Dispose();
        Directory.Delete(data, recursive: true);
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>The program is started and answers that database and grains do their work.</summary>
    public async Task StartPanelAsync()
    {
        if (panel is { HasEnded: false })
        {
            return;
        }

        panel = new PanelProcess(Settings(), log);
        using var browser = new Browser(PanelPort);
        await Until.ItIsAsync("the panel to be ready", StartLimit, async () =>
            panel.HasEnded ? throw new InvalidOperationException($"The panel ended at its start:\n{Log}") : (await browser.GetAsync($"{Panel}/health/ready")).Status == 200);
    }

    public Task KillPanelAsync() => panel!.KillAsync();

    public Task StopPanelAsync() => panel!.StopAsync(TimeSpan.FromSeconds(30));

    public string Panel => string.Create(CultureInfo.InvariantCulture, $"http://localhost:{PanelPort}");

    /// <summary>Where somebody becomes an administrator, asked for as an operator does.</summary>
    /// <returns>Path and query on the panel.</returns>
    public async Task<string> NewSetUpLinkAsync()
    {
        var folder = Path.Combine(data, "set-up");
        var ask = Path.Combine(folder, "ask");
        await Until.ItIsAsync("the folder of set-up links", StartLimit, () => Task.FromResult(Directory.Exists(folder)));
        await File.WriteAllBytesAsync(ask, []);
        await Until.ItIsAsync("a new set-up link", StartLimit, () => Task.FromResult(!File.Exists(ask)));
        return new Uri((await File.ReadAllTextAsync(Path.Combine(folder, "link"))).Trim()).PathAndQuery;
    }

    /// <summary>A new administrator, signed in.</summary>
    internal async Task<Browser> NewAdministratorAsync()
    {
        const string password = "a few words in a row";
        var email = $"root-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@example.org";
        var browser = new Browser(PanelPort);
        await browser.SubmitAsync(await browser.GetAsync($"{Panel}{await NewSetUpLinkAsync()}"), ("Input.Email", email), ("Input.Password", password));
        await browser.SubmitAsync(await browser.GetAsync($"{Panel}/admin/sign-in"), ("Input.Email", email), ("Input.Password", password));
        return browser;
    }

    /// <summary>What an operator on the panel's machine does; <c>shopctl</c> must end well.</summary>
    /// <returns>What it printed.</returns>
    internal async Task<string> ShopctlAsync(params string[] arguments)
    {
        using var shopctl = new Process { StartInfo = new ProcessStartInfo("dotnet", [Repository.Shopctl, .. arguments, "--socket", ControlSocket]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        shopctl.Start();
        var (printed, complaint) = (shopctl.StandardOutput.ReadToEndAsync(), shopctl.StandardError.ReadToEndAsync());
        await shopctl.WaitForExitAsync();
        shopctl.ExitCode.ShouldBe(0, $"shopctl {string.Join(' ', arguments)}: {await complaint}");
        return await printed;
    }

    /// <summary>A visitor without an account.</summary>
    internal Customer NewCustomer() => new(this);

    /// <summary>A visitor of the shops, who comes through the edge by their real host names.</summary>
    internal Browser NewVisitor() => new(EdgePort);

    internal Task<Census> StoreAsync(string store) => Docker.CensusAsync(Census.StoreLabel, store);

    internal Dictionary<string, string?> Settings() => new()
    {
        ["Data"] = data,
        ["Database__ConnectionString"] = Database,
        ["ASPNETCORE_URLS"] = Panel,
        ["Frontend__ControlSocket"] = ControlSocket,
        ["Installation__Id"] = place.Installation,
        ["Installation__ShopDomain"] = ShopDomain,
        ["Installation__EdgePort"] = Text(place.EdgePort),
        ["Installation__ForwardPort"] = Text(place.ForwardPort),
        ["Installation__PortBase"] = Text(place.PortBase),
        ["Installation__SlotsPerWorker"] = Text(FreePlace.Slots),
        ["Installation__TenantPool"] = place.TenantPool,
        ["Installation__Grace"] = "00:00:00",
        ["Relay__ListenPort"] = Text(place.RelayPort),
        ["Installation__Templates"] = Repository.Templates,
        ["Installation__Images"] = Images(),
        [$"Docker__Workers__{Worker}__Address"] = $"unix://{DockerApi.Socket}",
        [$"Docker__Workers__{Worker}__PrivateAddress"] = PrivateAddress,
        ["Workers__CheckPeriod"] = CheckPeriod.ToString(),
        ["Workers__DiskMb"] = "1000000",                               // promised, not used: many small shops of many stories
        ["Frontend__SignUpsPerMinute"] = "1000",
        ["Frontend__SignInsPerMinute"] = "1000",
        ["Frontend__PasswordResetsPerMinute"] = "1000",
        ["Frontend__ShowsOutbox"] = "true",
    };

    private string Images()
    {
        if (OnlyImages is null)
        {
            return Repository.Images;
        }

        var file = Path.Combine(data, "images.json");
        var all = JsonNode.Parse(File.ReadAllText(Repository.Images))!.AsArray();
        File.WriteAllText(file, new JsonArray([.. all.Where(image => OnlyImages.Contains(image!["name"]!.GetValue<string>())).Select(image => image!.DeepClone())]).ToJsonString());
        return file;
    }

    /// <summary>By label, and again until nothing is left: what is just being made shows a moment later.</summary>
    private async Task RemoveEverythingAsync()
    {
        await RemovePacketFilterAsync();
        for (var rounds = 0; rounds < 5; rounds++)
        {
            var census = await Docker.CensusAsync(Census.InstallationLabel, Id);
            if (census.IsEmpty)
            {
                return;
            }

            IEnumerable<Func<Task>> removals =
            [
                .. census.Containers.Select(container => (Func<Task>)(() => Docker.RemoveContainerAsync(container.Id))),
                .. census.Networks.Select(network => (Func<Task>)(() => Docker.RemoveNetworkAsync(network.Id))),
                .. census.Volumes.Select(volume => (Func<Task>)(() => Docker.RemoveVolumeAsync(volume.Name))),
            ];
            foreach (var remove in removals)
            {
                try
                {
                    await remove();
                }
                catch (DockerException)
                {
                    // It went meanwhile, or is still in use by what goes next; the next round looks again.
                }
            }
        }

        (await Docker.CensusAsync(Census.InstallationLabel, Id)).ToString().ShouldBe("0 containers (), 0 networks, 0 volumes", "what this installation made is removed at its end");
    }

    /// <summary>A guard leaves its packet filter in the host when it goes; one that holds up others' networks must not stay. The loop that would bring it back is halted first.</summary>
    private async Task RemovePacketFilterAsync()
    {
        if ((await Docker.CensusAsync(Census.InstallationLabel, Id)).Containers.Any(container => container.Name == GuardContainer && container.State == "running"))
        {
            await Docker.ExecAsync(GuardContainer, "bash", "-c",
                $"for p in /proc/[1-9]*; do if read -r name < $p/comm && [ $name = start ]; then kill -STOP ${{p##*/}}; fi; done; nft delete table inet shophosting_{Id}");
        }
    }

    /// <summary>The reference of an image in the list; null when it is not built.</summary>
    internal static string? ImageOf(string name)
        => JsonNode.Parse(File.ReadAllText(Repository.Images))!.AsArray().FirstOrDefault(image => image!["name"]!.GetValue<string>() == name)?["reference"]?.GetValue<string>();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
