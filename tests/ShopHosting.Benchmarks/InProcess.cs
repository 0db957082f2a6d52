using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ShopHosting.Contracts;
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
using ShopHosting.Grains.Stores;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Persons;
using ShopHosting.Infrastructure.Secrets;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Engine;
using ShopHosting.Provisioning.Persons;
using ShopHosting.Provisioning.Platforms;
using ShopHosting.Testing.Engine;

namespace ShopHosting.Benchmarks;

/// <summary>The whole panel in this process, on a real SQLite file, with a worker whose engine is in memory: for more stores than this machine could run.</summary>
internal sealed class InProcess : IAsyncDisposable
{
    private const string Worker = "fake";
    private readonly string data = Directory.CreateTempSubdirectory("shophosting-bench-").FullName;
    private readonly WebApplication app;

    private InProcess()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddJsonFile(Path.Combine(Repository.Root, "silo", "ShopHosting.Silo", "appsettings.json"));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["Database:DataDirectory"] = Path.Combine(data, "database"),
            ["Secrets:KeyRingDirectory"] = Path.Combine(data, "ring"),
            ["Secrets:MasterKeyFile"] = Path.Combine(data, "master.key"),
            ["Installation:Id"] = "bench",
            ["Installation:Templates"] = Repository.Templates,
            ["Installation:Images"] = Repository.Images,
            ["Workers:MemoryPercent"] = "100",
            ["Workers:DiskMb"] = "100000000",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
            ["Frontend:SignInsPerMinute"] = "1000",
            ["Frontend:SignUpsPerMinute"] = "1000",
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        var engine = new FakeWorkerEngine(InstallationId.Parse("bench"), TimeProvider.System) { KeepsJournal = false };
        engine.Info = engine.Info with { MemoryBytes = 1L << 42, Processors = 10_000 };
        engine.OnExec("*", _ => new ExecAnswer(0, "{}"));
        engine.OnProbe(_ => new ProbeAnswer(200, TimeSpan.Zero, null));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IEntropy, SystemEntropy>();
        builder.Services.AddSingleton<IPasswords, Passwords>();
        builder.Services.AddSingleton<IWorkerEngines>(new OneEngine(engine));
        builder.Services.AddSqlStorage(builder.Configuration);
        builder.Services.AddSecretBox(builder.Configuration);
        builder.Services.AddShopHostingGrains();
        builder.Services.AddGrainHost(options =>
        {
            options.Assemblies.Add(typeof(StoreGrain).Assembly);
            options.Json = ContractJson.Options;
        });
        builder.Services.AddWorkerWatch();
        builder.Services.AddShopHostingFrontend();
        app = builder.Build();
        app.MapShopHostingFrontend();
        foreach (var image in app.Services.GetRequiredService<ImageCatalogue>().All.Where(image => image.Reference is not null))
        {
            engine.AddImage(image.Reference!, image.Content);
        }
    }

    public IServiceProvider Services => app.Services;

    public string DatabaseFile => Path.Combine(data, "database", "shophosting.db");

    public int Port => new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public static async Task<InProcess> StartAsync()
    {
        var host = new InProcess();
        await host.app.StartAsync();
        var worker = host.Grains.GetGrain<IWorkerGrain>(Worker);
        await worker.JoinAsync("memory");
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

    public IGrainFactory Grains => app.Services.GetRequiredService<IGrainFactory>();

    private sealed class OneEngine(IWorkerEngine engine) : IWorkerEngines
    {
        public IWorkerEngine For(WorkerId worker) => engine;
    }
}
