using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ShopHosting.Domain.Storage;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

public sealed class StorageRegistrationTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_host_opens_its_database_before_its_services_start_and_closes_it_when_it_ends()
    {
        await using var place = new SqlitePlace();
        await StartStopAsync(place);
        await using var again = await place.OpenAsync();
    }

    [Fact]
    public async Task A_host_without_a_data_directory_does_not_start()
    {
        using var host = HostOn(new SqlOptions(), _ => { });
        (await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync())).Message.ShouldContain("Database:DataDirectory");
    }

    [Fact]
    public async Task The_database_in_memory_takes_the_place_of_the_sql_one()
    {
        await using var services = new ServiceCollection().AddMemoryStorage(new MemoryEntityStores()).BuildServiceProvider();
        await services.GetRequiredService<IEntityStore<Shop>>().SaveAsync("a/s", 0, new Shop(), Journal.Empty, None);
        (await services.GetRequiredService<IEntityIndex>().CountByAsync("store", "status", new Dictionary<string, object?>(), None)).Keys.ShouldBe(["Opening"]);
    }

    internal static async Task StartStopAsync(SqlPlace place)
    {
        using var host = HostOn(place.Options, services => services.AddHostedService<SavesAtStart>());
        await host.StartAsync();
        (await host.Services.GetRequiredService<IEntityIndex>().ListAsync("store", new Dictionary<string, object?>(), null, 10, None)).ShouldHaveSingleItem();
        (await host.Services.GetRequiredService<ICapacityLedger>().ListAsync(None)).ShouldBeEmpty();
        await host.StopAsync();
    }

    private static IHost HostOn(SqlOptions options, Action<IServiceCollection> services)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Database:DataDirectory"] = options.DataDirectory, ["Database:ConnectionString"] = options.ConnectionString });
        services(builder.Services);     // registered first on purpose: storage opens before it all the same
        builder.Services.AddSqlStorage(builder.Configuration);
        return builder.Build();
    }

    private sealed class SavesAtStart(IEntityStore<Shop> shops) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
