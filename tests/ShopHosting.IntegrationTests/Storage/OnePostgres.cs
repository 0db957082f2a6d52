using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>All tests on PostgreSQL share one server, each in a database of its own.</summary>
[CollectionDefinition(Name)]
public sealed class OnePostgres : ICollectionFixture<OnePostgres.Server>
{
    public const string Name = "one PostgreSQL";

    public sealed class Server : IAsyncLifetime
    {
        private PostgresOfTests server = null!;

        public async Task InitializeAsync() => server = await PostgresOfTests.StartAsync();

        public async Task DisposeAsync() => await server.DisposeAsync();

        internal async Task<PostgresPlace> NewPlaceAsync() => new(await server.NewDatabaseAsync());
    }
}
