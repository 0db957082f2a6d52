using System.Security.Cryptography.X509Certificates;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Stores;
using ShopHosting.Domain.Workers;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Grains;

/// <summary>A worker from joining to retiring, as an administrator asks for it.</summary>
public sealed class WorkerLifeTests
{
    private const string Socket = "unix:///fake.sock";

    public static TheoryData<string, string> WhatKeepsOneOut => new()
    {
        { "live-restore", "sudo systemctl reload docker" },
        { "storage driver", "sudo systemctl restart docker" },
        { "memory", "256 MiB of memory" },
        { "limits", "sudo update-grub" },
        { "clock", "sudo timedatectl set-ntp true" },
        { "addresses", "docker network rm theirs" },
        { "edge port", "sudo ss -ltnp 'sport = :8088'" },
        { "forward port", "sudo ss -ltnp 'sport = :8443'" },
        { "disk", "docker system df" },
        { "private address", "nc -vz 10.0.0.7 8088" },
        { "image", "ops/images/build" },
    };

    [Theory]
    [MemberData(nameof(WhatKeepsOneOut))]
    public async Task What_is_wrong_keeps_a_newcomer_out_says_what_mends_it_and_is_looked_at_again(string what, string remedy)
    {
        await using var world = StoreWorld.Prepare();
        var before = world.Engine.Info;
        Break(world, what);
        await world.StartHostAsync();

        (await world.Worker.JoinAsync(new WorkerJoining(Socket, "10.0.0.7", null, Ask(1))).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        var kept = world.Read<WorkerState>("w1")!;
        kept.Status.ShouldBe(WorkerStatus.Failed);
        kept.Problem!.Message.ShouldContain(remedy);
        kept.TakesStores.ShouldBeFalse();

        world.Engine.Info = before;
        Mend(world);
        (await world.Worker.CheckAgainAsync(Ask(2)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Active);
    }

    [Fact]
    public async Task All_that_is_wrong_is_told_at_once()
    {
        await using var world = StoreWorld.Prepare();
        world.Engine.Info = world.Engine.Info with { HasLiveRestore = false };
        world.Engine.ClockSkew = TimeSpan.FromMinutes(-5);
        await world.StartHostAsync();

        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await world.RestAsync();

        var problem = world.Read<WorkerState>("w1")!.Problem!.Message;
        problem.ShouldContain("live-restore is off");
        problem.ShouldContain("300.0 s behind");
    }

    [Fact]
    public async Task One_that_runs_stores_or_that_the_configuration_names_is_only_told_what_is_wrong()
    {
        await using var world = StoreWorld.Prepare();
        world.Engine.Info = world.Engine.Info with { HasLiveRestore = false };
        await world.StartHostAsync();

        await world.Worker.JoinAsync(new WorkerJoining(Socket)).SoonAsync();
        await world.RestAsync();

        var worker = world.Read<WorkerState>("w1")!;
        worker.Status.ShouldBe(WorkerStatus.Active);
        worker.Operation!.Steps.Single(step => step.Name == "Check.LiveRestore").Detail!.ShouldStartWith("Warning: live-restore is off");
    }

    [Fact]
    public async Task A_worker_joined_twice_is_joined_once()
    {
        await using var world = StoreWorld.Prepare();
        world.Refuses = _ => EngineErrors.Unreachable("w1", "it is not there yet");
        await world.StartHostAsync();

        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await Task.WhenAll(world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))), world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(2)))).SoonAsync();
        world.Refuses = null;
        await world.RestAsync();
        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await world.RestAsync();

        (await world.Database.OperationsAsync(WorkerState.Table.Name, "w1", null, 100, default)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_worker_keeps_the_way_by_which_it_is_reached_until_the_new_one_leads_to_it()
    {
        await using var world = StoreWorld.Prepare();
        await world.StartHostAsync();
        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await world.RestAsync();
        var before = StateJson.Write(world.Read<WorkerState>("w1")!, null);
        var own = world.Engine.Info;

        world.Refuses = call => call.StartsWith("Describe", StringComparison.Ordinal) ? EngineErrors.Unreachable("w1", "nobody is there") : null;
        var nobody = (await world.Worker.JoinAsync(new WorkerJoining("unix:///moved.sock", Ask: Ask(2))).SoonAsync()).Error!;
        (nobody.Field, nobody.Message).ShouldBe(("Endpoint", "Nothing was changed, because the server was not reached in this way: The engine of worker w1 does not answer: nobody answers at unix:///moved.sock"));

        world.Refuses = null;
        world.Engine.Info = own with { Id = "another" };
        (await world.Worker.JoinAsync(new WorkerJoining("unix:///moved.sock", Ask: Ask(3))).SoonAsync()).Error!.Message.ShouldContain("another Docker Engine answers there (another)");
        StateJson.Write(world.Read<WorkerState>("w1")!, null).ShouldBe(before);

        world.Engine.Info = own;
        (await world.Worker.JoinAsync(new WorkerJoining("unix:///moved.sock", Ask: Ask(4))).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        (world.Read<WorkerState>("w1")!.Endpoint, world.Read<WorkerState>("w1")!.Status).ShouldBe(("unix:///moved.sock", WorkerStatus.Active));
    }

    [Fact]
    public async Task One_engine_is_one_worker()
    {
        await using var world = StoreWorld.Prepare();
        foreach (var engine in world.Engines.Values)
        {
            engine.Info = engine.Info with { Id = "ABCD:EFGH" };
        }

        await world.StartHostAsync();
        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await world.RestAsync();

        await world.Grains.GetGrain<IWorkerGrain>("w2").JoinAsync(new WorkerJoining("unix:///other.sock", Ask: Ask(2))).SoonAsync();
        await world.RestAsync();

        var second = world.Read<WorkerState>("w2")!;
        (second.Status, second.Problem!.Code).ShouldBe((WorkerStatus.Failed, "worker.engine-taken"));
        second.Problem.Message.ShouldContain("ABCD:EFGH");
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Active);
    }

    [Theory]
    [InlineData("tcp://10.0.0.7:2376", "mutual TLS only")]
    [InlineData("http://10.0.0.7:2375", "nothing else is spoken")]
    [InlineData("tcp://10.0.0.7:2376/path", "host and port and nothing else")]
    [InlineData("ssh://root@10.0.0.7", "nothing else is spoken")]
    [InlineData("silo", "nothing else is spoken")]
    [InlineData("", "Write the engine's address")]
    public async Task An_engine_that_is_not_to_be_spoken_to_is_refused_in_words(string endpoint, string words)
    {
        await using var world = StoreWorld.Prepare();
        await world.StartHostAsync();

        (await world.Worker.JoinAsync(new WorkerJoining(endpoint, Ask: Ask(1))).SoonAsync()).Error!.Message.ShouldContain(words);
        world.Read<WorkerState>("w1").ShouldBeNull();
    }

    [Fact]
    public async Task Where_there_are_several_control_nodes_a_socket_is_no_address()
    {
        await using var world = await StoreWorld.StartAsync(("Workers:TakesSockets", "false"));

        (await world.Grains.GetGrain<IWorkerGrain>("w2").JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync()).Error!.Message.ShouldContain("tcp://host:2376");
        world.Read<WorkerState>("w2").ShouldBeNull();
    }

    [Fact]
    public async Task The_key_for_an_engine_never_stands_in_the_row_in_clear_and_is_not_shown()
    {
        using var authority = TestAuthority.New("CN=engines");
        using var client = TestAuthority.Issue(authority, "CN=panel", TestAuthority.ClientPurpose);
        using var key = client.GetECDsaPrivateKey()!;
        var clear = key.ExportPkcs8PrivateKeyPem();
        await using var world = StoreWorld.Prepare();
        await world.StartHostAsync();
        var bundle = new EngineCertificates(string.Join('\n', authority.ExportCertificatePem(), client.ExportCertificatePem(), clear));

        (await world.Worker.JoinAsync(new WorkerJoining("tcp://10.0.0.7:2376", null, bundle, Ask(1))).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        var row = StateJson.Write(world.Read<WorkerState>("w1")!, null);
        row.ShouldContain(new PlainSecretBox().Seal(clear).Ciphertext);
        row.ShouldNotContain(clear.Split('\n')[1]);
        bundle.ToString().ShouldBe("[redacted]");
        var shown = (await world.Worker.LookAsync().SoonAsync())!;
        shown.State.Credentials.ShouldBeNull();
        shown.CertificateEnds.ShouldBe(client.NotAfter.ToUniversalTime());
    }

    [Theory]
    [InlineData("stranger")]
    [InlineData("server")]
    [InlineData("half")]
    [InlineData("no text")]
    public async Task Certificates_that_do_not_belong_together_are_refused_before_anything_is_tried(string what)
    {
        using var authority = TestAuthority.New("CN=engines");
        using var elsewhere = TestAuthority.New("CN=elsewhere");
        using var client = TestAuthority.Issue(what == "stranger" ? elsewhere : authority, "CN=panel", what == "server" ? TestAuthority.ServerPurpose : TestAuthority.ClientPurpose);
        using var key = client.GetECDsaPrivateKey()!;
        var pem = what switch
        {
            "half" => client.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem(),
            "no text" => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
            _ => string.Join('\n', authority.ExportCertificatePem(), client.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()),
        };
        await using var world = StoreWorld.Prepare();
        await world.StartHostAsync();

        (await world.Worker.JoinAsync(new WorkerJoining("tcp://10.0.0.7:2376", null, new EngineCertificates(pem), Ask(1))).SoonAsync()).Error!.Field.ShouldBe("Bundle");
        world.Read<WorkerState>("w1").ShouldBeNull();
    }

    [Fact]
    public async Task A_cordoned_worker_keeps_its_stores_and_gets_no_new_one_until_the_cordon_ends()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        (await world.Worker.CordonAsync(Ask(1), " ").SoonAsync()).Error!.Field.ShouldBe("Reason");
        (await world.Worker.CordonAsync(Ask(2), "new disks").SoonAsync()).Error.ShouldBeNull();

        (await world.SignUpAsync(StoreWorld.SignUpOf(2, "coffeeshop")).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Waiting, 2);
        (await world.VisitAsync()).Problem.ShouldBeNull();

        (await world.Worker.UncordonAsync(Ask(3)).SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Live, 2);
        var journal = await world.Database.OperationsAsync(WorkerState.Table.Name, "w1", null, 100, default);
        journal.Select(operation => (operation.Kind, operation.AskedBy, operation.Reason)).ShouldBe(
            [(OperationKind.UncordonWorker, "root", null), (OperationKind.CordonWorker, "root", "new disks"), (OperationKind.JoinWorker, SystemActor.Name, null)], ignoreOrder: true);
    }

    [Fact]
    public async Task A_worker_with_a_store_is_not_retired_and_one_without_is_looked_at_no_more()
    {
        await using var world = await StoreWorld.StartAsync(("Installation:Grace", "00:00:00"));
        var store = await world.LiveStoreAsync();
        var offered = await world.Database.ListAsync(default);
        (await world.Worker.RetireAsync(Ask(1), "w2").SoonAsync()).Error!.Field.ShouldBe("ConfirmedName");
        (await world.Worker.RetireAsync(Ask(2), "w1").SoonAsync()).Error!.Code.ShouldBe("worker.has-stores");
        (await world.Database.ListAsync(default)).ShouldBe(offered, "what was offered is offered again");

        (await store.DeleteAsync(StoreWorld.Ask(1), "teashop").SoonAsync()).Error.ShouldBeNull();
        await world.StatusAsync(StoreStatus.Purged);
        await world.RestAsync();
        (await world.Worker.RetireAsync(Ask(3), "w1").SoonAsync()).Error.ShouldBeNull();

        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Retired);
        (await world.Database.ListAsync(default)).ShouldAllBe(row => row.Usable == 0);
        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-edge");
        await world.Worker.CheckAsync().SoonAsync();
        await world.RestAsync();
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Retired);

        (await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(4))).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();
        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Active);
    }

    [Fact]
    public async Task One_that_was_lost_and_returns_is_looked_at_anew()
    {
        await using var world = await StoreWorld.StartAsync();
        await world.LiveStoreAsync();
        (await world.Worker.SightAsync(WorkerSight.Away(Some.Noon)).SoonAsync()).Error.ShouldBeNull();
        (world.Read<WorkerState>("w1")!.Status, world.Read<WorkerState>("w1")!.UnreachableSince).ShouldBe((WorkerStatus.Unreachable, Some.Noon));
        world.Engine.Lose($"sh-{StoreWorld.InstallationId}-guard");

        (await world.Worker.SightAsync(WorkerSight.Begin(Some.Noon)).SoonAsync()).Error.ShouldBeNull();
        await world.RestAsync();

        world.Read<WorkerState>("w1")!.Status.ShouldBe(WorkerStatus.Active);
        Invariants.Broken(world).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_disk_that_was_seen_is_what_stores_may_use_of_it()
    {
        await using var world = StoreWorld.Prepare();
        world.Engine.OnExec("guard", exec => exec.Request.Command[0] == "df" ? new ExecAnswer(0, Df(200_000, 150_000)) : new ExecAnswer(0, ""));
        await world.StartHostAsync();
        await world.Worker.JoinAsync(new WorkerJoining(Socket, Ask: Ask(1))).SoonAsync();
        await world.RestAsync();

        var machine = world.Read<WorkerState>("w1")!.Machine!;
        (machine.DiskMb, machine.DiskFreeMb).ShouldBe((200_000, 150_000));
        (await world.Database.ListAsync(default)).Single(row => row.Resource == CapacityResources.DiskMb).Usable.ShouldBe(170_000);
    }

    private static void Break(StoreWorld world, string what)
    {
        switch (what)
        {
            case "live-restore":
                world.Engine.Info = world.Engine.Info with { HasLiveRestore = false };
                break;
            case "storage driver":
                world.Engine.Info = world.Engine.Info with { StorageDriver = "vfs" };
                break;
            case "memory":
                world.Engine.Info = world.Engine.Info with { MemoryBytes = 256L << 20 };
                break;
            case "limits":
                world.Engine.Info = world.Engine.Info with { UnknownLimits = ["the processes"] };
                break;
            case "clock":
                world.Engine.ClockSkew = TimeSpan.FromMinutes(1);
                break;
            case "addresses":
                world.Engine.AddForeignNetwork("theirs", "10.181.0.0/24");
                break;
            case "edge port":
                world.Engine.OnExec("guard", exec => new ExecAnswer(0, exec.Request.Command[0] == "cat" ? "   0: 00000000:1F98 00000000:0000 0A 00000000:00000000\n" : ""));
                break;
            case "forward port":
                world.Engine.OnExec("guard", exec => new ExecAnswer(0, exec.Request.Command[0] == "cat" ? "   0: 00000000:20FB 00000000:0000 0A 00000000:00000000\n" : ""));
                break;
            case "disk":
                world.Engine.OnExec("guard", exec => new ExecAnswer(0, exec.Request.Command[0] == "df" ? Df(20_000, 100) : ""));
                break;
            case "private address":
                world.Connections.Failure = EngineErrors.Failed("no route to host");
                break;
            case "image":
                world.Engine.RemoveImage(world.Engine.Images.First(image => image.Contains("/guard:", StringComparison.Ordinal)));
                break;
        }
    }

    private static void Mend(StoreWorld world)
    {
        world.Engine.ClockSkew = TimeSpan.Zero;
        world.Engine.OnExec("guard", _ => new ExecAnswer(0, ""));
        world.Engine.LoseNetwork("theirs");
        world.Connections.Failure = null;
        foreach (var image in StoreWorld.ImageReferences)
        {
            world.Engine.AddImage(image);
        }
    }

    private static string Df(long totalMb, long freeMb) => $"Filesystem 1024-blocks Used Available Capacity Mounted on\noverlay {totalMb * 1024} 1 {freeMb * 1024} 1% /\n";

    private static WorkerAsk Ask(int number) => new(Some.Operation(2000 + number), "root");
}
