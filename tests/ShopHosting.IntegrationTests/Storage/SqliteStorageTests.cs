using ShopHosting.Domain.Storage;
using ShopHosting.Infrastructure;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>The embedded database keeps the promises of storage, and its own: locked, closed to others, flushed.</summary>
public sealed class SqliteStorageTests : SqlStorageContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_second_opening_of_the_same_directory_is_refused_until_the_first_is_closed()
    {
        await using var place = new SqlitePlace();
        await using (await place.OpenAsync())
        {
            (await Should.ThrowAsync<InvalidOperationException>(place.OpenAsync)).Message.ShouldContain("in use by another process");
        }

        await using var again = await place.OpenAsync();
    }

    [Fact]
    public async Task Directory_and_files_are_closed_to_other_users()
    {
        await using var place = new SqlitePlace();
        await using var storage = await place.OpenAsync();
        await storage.Store<Shop>().SaveAsync("a/s", 0, new Shop(), Journal.Empty, None);

        var files = Directory.GetFiles(place.Options.DataDirectory);
        files.Select(Path.GetFileName).ShouldContain("shophosting.db-wal");
        foreach (var path in files.Append(place.Options.DataDirectory))
        {
            PrivateFiles.IsClosedToOthers(path).ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Every_commit_is_flushed_to_disk()
    {
        await using var storage = await OpenOnceAsync();
        var settings = await storage.Database.WriteAsync(async session => (
            Mode: (await session.QueryAsync("PRAGMA journal_mode", row => row.GetString(0)))[0],
            Synchronous: (await session.QueryAsync("PRAGMA synchronous", row => row.GetInt64(0)))[0]), _ => true, None);
        settings.ShouldBe(("wal", 2));
    }

    private protected override Task<SqlPlace> NewPlaceAsync() => Task.FromResult<SqlPlace>(new SqlitePlace());
}
