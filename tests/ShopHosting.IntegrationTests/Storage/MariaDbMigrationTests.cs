using ShopHosting.Infrastructure.Sql;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>The migrations stay such that MariaDB takes them too, as they are, for the day it is taken up: in a database of utf8mb4_bin, which compares as we do.</summary>
[Trait("needs", "mariadb")]
public sealed class MariaDbMigrationTests
{
    [Fact]
    public async Task Every_migration_is_applied_twice_to_an_empty_database_and_changes_nothing_the_second_time()
    {
        await using var server = await MariaDbOfTests.StartAsync();
        await server.ExecuteAsync("mysql", "CREATE DATABASE shophosting CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        var once = await ApplyAllAsync(server);
        var twice = await ApplyAllAsync(server);

        once.ShouldContain("operation_step");
        once.ShouldNotContain("_ci", Case.Sensitive, "no column takes two keys for the same");
        twice.ShouldBe(once);
    }

    [Fact]
    public async Task Keys_of_the_greatest_length_fit_into_every_index()
    {
        await using var server = await MariaDbOfTests.StartAsync();
        await server.ExecuteAsync("mysql", "CREATE DATABASE shophosting CHARACTER SET utf8mb4 COLLATE utf8mb4_bin");
        await ApplyAllAsync(server);
        await server.ExecuteAsync("shophosting",
            "INSERT INTO claim VALUES (REPEAT('😀', 190), REPEAT('😀', 190), REPEAT('😀', 190), REPEAT('😀', 60), REPEAT('😀', 190)), (REPEAT('😀', 190), REPEAT('😀', 190), 'A', 'store', 'a'), (REPEAT('😀', 190), REPEAT('😀', 190), 'a', 'store', 'a')");
        (await server.ExecuteAsync("shophosting", "SELECT COUNT(*) FROM claim")).ShouldContain("3");
    }

    private static async Task<string> ApplyAllAsync(MariaDbOfTests server)
    {
        foreach (var migration in SqlMigrations.All)
        {
            await server.ExecuteAsync("shophosting", migration.Script);
        }

        return await server.ExecuteAsync("information_schema",
            "SELECT table_name, column_name, column_type, collation_name, is_nullable, column_key FROM columns WHERE table_schema = 'shophosting' ORDER BY 1, 2; "
            + "SELECT table_name, index_name, seq_in_index, column_name FROM statistics WHERE table_schema = 'shophosting' ORDER BY 1, 2, 3");
    }
}
