using System.Runtime.Versioning;
using System.Text.Json;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Workers;

namespace ShopHosting.IntegrationTests.Frontend;

/// <summary><c>shopctl worker</c> against a panel: what is asked, what is told, and how it ends.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ShopctlWorkerTests : ControlTest
{
    private static readonly string s_me = $"shopctl ({Environment.UserName})";

    [Fact]
    public async Task All_workers_are_listed_as_a_table_or_as_json()
    {
        var table = await ShopctlAsync("list");
        table.Code.ShouldBe(0);
        table.Output.Split('\n')[1].ShouldStartWith("w1    Active, cordoned  yes      3       1.5 of 6 GB");
        table.Output.Split('\n')[2].ShouldContain("It failed because the test wants it.");

        var json = await ShopctlAsync("list", "--json");
        JsonDocument.Parse(json.Output).RootElement[1].GetProperty("status").GetString().ShouldBe("Failed");
        json.Output.ShouldNotContain("redentials");
    }

    [Fact]
    public async Task One_is_shown_with_its_checks()
    {
        var shown = await ShopctlAsync("show", "w2");

        shown.Code.ShouldBe(0);
        shown.Output.ShouldContain("Looking whether shops survive a restart of Docker failed: It failed because the test wants it.");
        shown.Output.ShouldContain("Warning: Its clock is <3 s> behind.");
        JsonDocument.Parse((await ShopctlAsync("show", "w2", "--json")).Output).RootElement.GetProperty("warnings")[0].GetString().ShouldBe("Its clock is <3 s> behind.");
        (await ShopctlAsync("show", "w9")).ShouldBe((1, "", "shopctl: There is no such worker.\n"));
    }

    [Fact]
    public async Task A_server_is_joined_and_followed_until_it_is_active()
    {
        var joining = ShopctlAsync("join", "w3", "--endpoint", "unix:///run/other.sock", "--address", "10.0.0.9");
        var asked = await AskedAsync();
        (asked.Status, asked.Address, asked.Operation!.AskedBy).ShouldBe((WorkerStatus.Joining, "10.0.0.9", s_me));
        Installation.Workers["w3"] = asked with { Status = WorkerStatus.Active, Operation = asked.Operation with { Steps = [Step("Asking the Docker Engine", StepStatus.Done)] } };

        var (code, output, error) = await joining;

        (code, error).ShouldBe((0, ""));
        output.ShouldBe("     0.0 s  Asking the Docker Engine\nw3 is active and gets new stores.\n");
    }

    [Fact]
    public async Task One_that_could_not_be_taken_in_ends_with_what_mends_it()
    {
        var checking = ShopctlAsync("check", "w1");
        var asked = await AskedAsync();
        Installation.Workers["w1"] = asked with { Status = WorkerStatus.Failed, Problem = new(Domain.ErrorKind.NotPossible, "test.no", "Its clock is out. Run on it: sudo timedatectl set-ntp true") };

        var (code, _, error) = await checking;

        code.ShouldBe(1);
        error.ShouldContain("w1 could not be set up. Its clock is out. Run on it: sudo timedatectl set-ntp true");
        error.ShouldContain("shopctl worker check w1");
    }

    [Fact]
    public async Task Certificates_go_to_the_panel_and_are_printed_nowhere()
    {
        var folder = Path.GetDirectoryName(Socket)!;
        var file = Path.Combine(folder, "panel.pem");
        await File.WriteAllTextAsync(file, "-----BEGIN the key-----");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var without = await ShopctlAsync("join", "w3", "--endpoint", "tcp://10.0.0.9:2376");
        without.Code.ShouldBe(1);
        without.Error.ShouldStartWith("shopctl: --certificates: An engine over tcp");

        var joining = ShopctlAsync("join", "w3", "--endpoint", "tcp://10.0.0.9:2376", "--certificates", folder);
        var asked = await AskedAsync();
        asked.Credentials!.Key.Ciphertext.ShouldBe("sealed 23");
        Installation.Workers["w3"] = asked with { Status = WorkerStatus.Active };
        var (code, output, error) = await joining;
        (code, error).ShouldBe((0, ""));
        output.ShouldNotContain("key");
    }

    [Fact]
    public async Task A_worker_is_cordoned_and_opened_and_closed_to_visitors_by_who_the_kernel_says()
    {
        (await ShopctlAsync("uncordon", "w1")).ShouldBe((0, "w1 is active and gets new stores.\n", ""));
        Installation.Workers["w1"].Cordon.ShouldBeNull();
        (await ShopctlAsync("cordon", "w1", "--reason", "new disks")).ShouldBe((0, "w1 is cordoned: it gets no new stores, and those that it has go on. new disks\n", ""));
        Installation.Workers["w1"].Cordon!.By.ShouldBe(s_me);
        (await ShopctlAsync("ingress", "w1", "off")).Output.ShouldContain("for its own stores only");
        Installation.Workers["w1"].IsIngress.ShouldBeFalse();
        (await ShopctlAsync("ingress", "w1", "on")).Output.ShouldContain("Visitors of all stores may come in by w1");
    }

    [Fact]
    public async Task To_retire_one_its_name_is_typed_or_given_once_more()
    {
        (await ShopctlAsync("", ["retire", "w2"])).Error.ShouldContain("Nothing was typed, so w2 stays as it is");
        (await ShopctlAsync("w1\n", ["retire", "w2"])).Error.ShouldContain("--yes: Type the worker's name");
        (await ShopctlAsync("retire", "w2", "--yes", "w1")).Code.ShouldBe(1);
        Installation.Workers["w2"].Status.ShouldBe(WorkerStatus.Failed);

        var retired = await ShopctlAsync("w2\n", ["retire", "w2"]);
        (retired.Code, Installation.Workers["w2"].Status).ShouldBe((0, WorkerStatus.Retired));
        retired.Output.ShouldStartWith("w2 is retired: nobody looks at it any more");
        (await ShopctlAsync("retire", "w1", "--yes", "w1")).Code.ShouldBe(0);
    }

    [Theory]
    [InlineData("name of a worker", "show", "W_1")]
    [InlineData("--endpoint: An engine is reached by tcp://", "join", "w3", "--endpoint", "http://10.0.0.9:2375")]
    [InlineData("--address: Write an IP address", "join", "w3", "--endpoint", "unix:///x.sock", "--address", "10.0.0.9:80")]
    [InlineData("--endpoint", "join", "w3")]
    [InlineData("--reason", "cordon", "w1")]
    [InlineData("--reason: The reason is missing", "cordon", "w1", "--reason", " ")]
    [InlineData("maybe", "ingress", "w1", "maybe")]
    [InlineData("name: The name of a worker has 1 to 30 characters", "join", "add", "--endpoint", "unix:///x.sock")]
    public async Task What_is_wrong_is_told_with_the_option_that_is_meant(string told, params string[] arguments)
    {
        var (code, _, error) = await ShopctlAsync(arguments);

        code.ShouldBe(1);
        error.ShouldContain(told);
    }

    [Fact]
    public async Task A_panel_that_can_not_answer_says_so()
    {
        Installation.Failures[typeof(IWorkerGrain)] = new TimeoutException();

        (await ShopctlAsync("join", "w3", "--endpoint", "unix:///x.sock")).Error.ShouldContain("The panel runs, but what it would have to ask did not answer");
    }

    [Fact]
    public async Task What_was_asked_by_shopctl_is_said_so_in_the_journal_page()
    {
        var administrator = await AdministratorAsync();
        var checking = ShopctlAsync("check", "w1");
        var asked = await AskedAsync();
        Parse(await administrator.GetAsync("/admin/workers/w1/operations")).QuerySelector("main")!.TextContent.ShouldContain($"asked by {s_me}");
        Installation.Workers["w1"] = asked with { Status = WorkerStatus.Active };
        (await checking).Code.ShouldBe(0);
    }

    [Fact]
    public async Task What_an_administrator_asked_in_the_browser_is_said_so_by_shopctl()
    {
        var administrator = await AdministratorAsync("ann@example.org");
        await SubmitAsync(administrator, "/admin/workers/w1/uncordon");
        await SubmitAsync(administrator, "/admin/workers/w1/cordon", form => form["Input.Reason"] = "new fans");
        await SubmitAsync(administrator, "/admin/workers/w1/check");

        var shown = (await ShopctlAsync("show", "w1")).Output;

        shown.ShouldContain("by ann@example.org: new fans");
        shown.ShouldContain("RepairWorker Running, asked by ann@example.org");
    }

    private static StepProgress Step(string title, StepStatus status)
        => new() { Name = title, Title = title, Stage = 0, Limit = TimeSpan.FromMinutes(1), Status = status, StartedAt = Testing.Some.Noon, FinishedAt = Testing.Some.Noon };

    /// <summary>The worker of which something was just asked.</summary>
    private Task<WorkerState> AskedAsync() => Installation.AskedWorkers.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
