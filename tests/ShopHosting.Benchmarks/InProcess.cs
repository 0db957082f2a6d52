using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
#if CLUSTER
using Microsoft.Extensions.Hosting;
#endif
using Microsoft.Extensions.Logging;
using Npgsql;
using ShopHosting.Contracts.Accounts;
using ShopHosting.Contracts.Stores;
using ShopHosting.Contracts.Workers;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Stores;
using ShopHosting.EndToEndTests;
using ShopHosting.EndToEndTests.Installations;
using ShopHosting.Frontend;
using ShopHosting.Grains;
using ShopHosting.Infrastructure.Docker;
using ShopHosting.Infrastructure.Mail;
using ShopHosting.Infrastructure.Secrets;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Silo;
using ShopHosting.Testing.Engine;

namespace ShopHosting.Benchmarks;

/// <summary>The whole panel in this process, on a real SQLite file or PostgreSQL, with a worker whose engine is in memory: for more stores than this machine could run.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    public const string Worker = "fake";
    private readonly string data = Directory.CreateTempSubdirectory("shophosting-bench-").FullName;
    private readonly string? server;
    private readonly WebApplication app;

    private InProcess(string? server, Func<FakeWorkerEngine, IWorkerEngines> engines, (string Key, string Value)[] settings)
    {
        this.server = server;
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddJsonFile(Path.Combine(Repository.Root, "silo", "ShopHosting.Silo", "appsettings.json"));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Database:DataDirectory"] = Path.Combine(data, "database"),
            ["Database:ConnectionString"] = server,
            ["Mail:OutboxDirectory"] = Path.Combine(data, "outbox"),
            ["Secrets:KeyRingDirectory"] = Path.Combine(data, "ring"),
            ["Secrets:MasterKeyFile"] = Path.Combine(data, "master.key"),
            ["Installation:Id"] = "bench",
            ["Installation:Templates"] = Repository.Templates,
            ["Installation:Images"] = Repository.Images,
            ["Workers:MemoryPercent"] = "100",
            ["Workers:DiskMb"] = "100000000",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Frontend:SignInsPerMinute"] = "1000000",
            ["Frontend:SignUpsPerMinute"] = "1000000",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value)));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var engine = new FakeWorkerEngine(InstallationId.Parse("bench"), TimeProvider.System) { KeepsJournal = false };
        engine.Info = engine.Info with { MemoryBytes = 1L << 42, Processors = 10_000 };
        engine.OnExec("*", _ => new ExecAnswer(0, "{}"));
        engine.OnProbe(_ => new ProbeAnswer(200, TimeSpan.Zero, null));
        builder.Services.AddSystemPorts();
        builder.Services.AddPanelMail();
        builder.Services.AddReadiness();
        builder.Services.AddSingleton(engines(engine));
        builder.Services.AddSingleton<IProbeClient, HttpProbeClient>();
        builder.Services.AddSingleton<IImageCarrier, FakeImageCarrier>();
        builder.Services.AddSingleton<IConnectProbe, FakeConnectProbe>();
        builder.Services.AddSingleton<IFirstContact, FakeFirstContact>();
        builder.Services.AddSqlStorage(builder.Configuration);
        builder.Services.AddSecretBox(builder.Configuration);
        builder.Services.AddShopHostingGrains();
#if CLUSTER
        builder.UseOrleans(silo => silo.UseLocalhostClustering().Services.AddContracts());
#else
        builder.AddGrains(builder.Configuration.Role());
#endif
        builder.Services.AddWorkerWatch();
        builder.Services.AddShopHostingFrontend();
        app = builder.Build();
        app.MapShopHostingFrontend();
        app.MapReadiness();
        foreach (var image in app.Services.GetRequiredService<ImageCatalogue>().All.Where(image => image.Reference is not null))
        {
            engine.AddImage(image.Reference!, image.Content);
        }
    }

    public IServiceProvider Services => app.Services;

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    /// <param name="server">The connection string of a PostgreSQL database.</param>
    /// <param name="engines">Of which worker which engine is; null gives all the one in memory.</param>
    /// <param name="settings">Besides those of every benchmark.</param>
    public static async Task<InProcess> StartAsync(string? server = null, Func<FakeWorkerEngine, IWorkerEngines>? engines = null, params (string Key, string Value)[] settings)
    {
        var host = new InProcess(server, engines ?? (engine => new OneEngine(engine)), settings);
        await host.app.StartAsync();
        var worker = host.Grains.GetGrain<IWorkerGrain>(Worker);
        await worker.JoinAsync(new("unix:///memory"));
        await Until.ItIsAsync("the worker in memory to be taken in", TimeSpan.FromSeconds(20), () => worker.ViewAsync(), state => state?.Status.ToString() == "Active");
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        Directory.Delete(data, recursive: true);
    }

    /// <summary>Orders this many stores, each of its own account, and waits until all are live. How long it took.</summary>
    public async Task<TimeSpan> OpenStoresAsync(int count, int first = 0)
    {
        var watch = Stopwatch.StartNew();
        await Parallel.ForEachAsync(Enumerable.Range(first, count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (number, token) =>
        {
            var operation = OperationId.New(Services.GetRequiredService<IEntropy>());
            var account = AccountId.From(operation);
            var email = EmailAddress.TryParse($"owner{number}@example.org", out var address) ? address : throw new InvalidOperationException("That is an address.");
            var order = new StoreOrder(StoreName.Parse($"store{number}").Value, "wordpress", $"Store {number}", "DE", "EUR", email);
            var opened = await Grains.GetGrain<IAccountGrain>(account.Value).OpenAsync(new AccountOpening($"Owner {number}", UserId.From(operation), "starter", operation, order), token);
            opened.Ok.ShouldBeTrue(opened.Error?.Message);
            var store = Grains.GetGrain<IStoreGrain>(StoreState.KeyOf(account, StoreId.From(operation)));
            for (var view = await store.ViewAsync(token); view!.Status != StoreStatus.Live; view = await store.NextViewAsync(view.Version, token))
            {
                view.Status.ShouldBe(StoreStatus.Provisioning, view.Problem?.Message);
            }
        });
        return watch.Elapsed;
    }

    /// <summary>Brings the database to this many stores by copies of one row, of accounts that nobody asks for, on no worker.</summary>
    public void FillTo(int stores)
    {
        var first = (int)Number("SELECT COUNT(*) FROM store");
        Ask($"""
            WITH RECURSIVE n(i) AS (SELECT {first} UNION ALL SELECT i + 1 FROM n WHERE i < {stores} - 1)
            INSERT INTO store (id, version, state, due_at, account, name, status, platform, plan, worker, title, created_at)
            SELECT 'copy' || n.i || '/copy', 1, s.state, NULL, 'copy' || n.i, 'copy' || n.i, s.status, s.platform, s.plan, NULL, s.title, s.created_at
            FROM n, (SELECT * FROM store LIMIT 1) s
            """, command => command.ExecuteNonQuery());
    }

    /// <summary>Changes the database in one transaction, past the panel.</summary>
    public void Write(Action<DbConnection> change)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction();
        change(connection);
        transaction.Commit();
    }

    public double Number(string sql) => Ask(sql, command => Convert.ToDouble(command.ExecuteScalar(), CultureInfo.InvariantCulture));

    public string Text(string sql) => Ask(sql, command => (string)command.ExecuteScalar()!);

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    private T Ask<T>(string sql, Func<DbCommand, T> ask)
    {
        using var connection = Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return ask(command);
    }

    private DbConnection Open()
    {
        DbConnection connection = server is null
            ? new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(data, "database", "shophosting.db"), Pooling = false, DefaultTimeout = 60 }.ToString())
            : new NpgsqlConnection(server);
        connection.Open();
        return connection;
    }

    private sealed class OneEngine(IWorkerEngine engine) : IWorkerEngines
    {
        public IWorkerEngine For(WorkerId worker) => engine;
    }
}
