using System.Globalization;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>What every SQL database promises besides: whole after any crash, migrated once, and no text from outside that it stumbles over.</summary>
public abstract class SqlStorageContract : StorageContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_crash_before_any_statement_of_a_save_leaves_the_database_as_it_was()
    {
        await using var place = await NewPlaceAsync();
        await using (var storage = await place.OpenAsync())
        {
            await storage.Ledger.SetUsableAsync("w1", "memory-mb", 100, None);
            await storage.Ledger.SetUsableAsync("w2", "memory-mb", 100, None);
            await storage.Store<Shop>().SaveAsync("a/s", 0, ShopOn("w1"), Journal.Empty, None);
        }

        var crashes = 0;
        while (await CrashesAtAsync(place, crashes))
        {
            crashes++;
        }

        crashes.ShouldBeGreaterThan(12, "the save should touch the row, five claims and the journal");
    }

    [Fact]
    public async Task Every_acknowledged_save_is_there_after_kill_9_of_the_writer()
    {
        await using var place = await NewPlaceAsync();
        await using (await place.OpenAsync())
        {
            // The child finds its schema.
        }

        var acknowledged = await KilledWriter.WriteAndKillAsync(place, saves: 300);

        await using var storage = await place.OpenAsync();
        acknowledged.Count.ShouldBe(KilledWriter.Writers);
        foreach (var (key, version) in acknowledged)
        {
            var stored = (await storage.Store<Shop>().LoadAsync(key, None)).ShouldNotBeNull();
            stored.Version.ShouldBeGreaterThanOrEqualTo(version);
            stored.State.ShouldBeSameAs(KilledWriter.ShopAt(key, stored.Version), "row and state are of one save");
            (await storage.Index.TakenAsync("turn", key, None)).ShouldBe([$"v{stored.Version}"], "the claims are of the same save as the row");
        }
    }

    [Fact]
    public async Task A_save_that_breaks_takes_no_other_with_it()
    {
        await using var storage = await OpenOnceAsync();
        var shops = storage.Store<Shop>();
        storage.Database.Dialect.BeforeStatement = sql =>
        {
            if (sql.Contains("INTO operation_step", StringComparison.Ordinal))
            {
                throw new IOException("The disk is full (a test's fault).");
            }
        };

        var saves = Enumerable.Range(0, 50).Select(i => Task.Run(() => shops.SaveAsync($"a/{i}", 0, new Shop(), i % 10 == 3 ? SomeJournal() : Journal.Empty, None))).ToList();
        await Task.WhenAny(Task.WhenAll(saves));

        foreach (var (save, i) in saves.Select((save, i) => (save, i)))
        {
            if (i % 10 == 3)
            {
                await Should.ThrowAsync<IOException>(save);
                (await shops.LoadAsync($"a/{i}", None)).ShouldBeNull();
            }
            else
            {
                (await save).ShouldBe(new SaveOutcome.Saved(1));
                (await shops.LoadAsync($"a/{i}", None)).ShouldNotBeNull();
            }
        }
    }

    [Fact]
    public async Task After_a_commit_that_broke_the_next_save_succeeds()
    {
        await using var storage = await OpenOnceAsync();
        var shops = storage.Store<Shop>();
        storage.Database.Dialect.BeforeStatement = sql =>
        {
            if (sql == "COMMIT")
            {
                throw new IOException("The disk is full (a test's fault).");
            }
        };
        await Should.ThrowAsync<IOException>(shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, None));

        storage.Database.Dialect.BeforeStatement = null;
        (await shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, None)).ShouldBe(new SaveOutcome.Saved(1));
    }

    [Fact]
    public async Task Applying_every_migration_a_second_time_changes_nothing()
    {
        await using var place = await NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        await storage.Store<Shop>().SaveAsync("a/s", 0, new Shop { Holds = [new("host", "", "shop.example")] }, SomeJournal(), None);
        var once = await place.DumpAsync();

        foreach (var migration in SqlMigrations.All)
        {
            await storage.Database.Dialect.WriteAsync(async session =>
            {
                await session.RunScriptAsync(migration.Script);
                return true;
            }, _ => true, None);
        }

        await SqlMigrations.ApplyAsync(storage.Database.Dialect, SqlMigrations.All, TimeProvider.System, None);

        once.ShouldContain("schema_version: 1|0001_storage|");
        (await place.DumpAsync()).ShouldBe(once);
    }

    [Fact]
    public async Task A_migration_that_fails_half_way_leaves_the_schema_as_it_was()
    {
        await using var place = await NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        var before = await place.DumpAsync();
        Migration broken = new(SqlMigrations.All.Count + 1, "broken", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);");

        await Should.ThrowAsync<Exception>(() => SqlMigrations.ApplyAsync(storage.Database.Dialect, [.. SqlMigrations.All, broken], TimeProvider.System, None));

        (await place.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_a_sentence()
    {
        await using var place = await NewPlaceAsync();
        await using (await place.OpenAsync())
        {
            await place.ExecuteAsync("INSERT INTO schema_version VALUES (99, 'from the future', 0)");
        }

        (await Should.ThrowAsync<InvalidOperationException>(place.OpenAsync)).Message.ShouldContain("schema version 99");
    }

    [Fact]
    public async Task Text_from_outside_never_becomes_the_name_of_a_table()
    {
        await using var storage = await OpenOnceAsync();
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.DueAsync("store; DROP TABLE store", DateTimeOffset.UnixEpoch, null, 1, None));
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.CountByAsync("claim", "value", new Dictionary<string, object?>(), None));
    }

    [Fact]
    public async Task Characters_that_no_database_keeps_are_replaced_in_what_people_read_and_not_found_in_what_they_ask()
    {
        await using var storage = await OpenOnceAsync();
        var journal = SomeJournal();
        var operation = journal.Operation! with { Error = new(ErrorKind.Unavailable, "test.no", "It said \0 and \uD83D.") };
        var shop = new Shop { Name = "tea\0 \uDE00 \U0001F600", Operation = operation };

        (await storage.Store<Shop>().SaveAsync("a/s", 0, shop, Journal.Between(null, operation), None)).ShouldBe(new SaveOutcome.Saved(1));

        (await storage.Index.OperationsAsync("store", "a/s", null, 1, None))[0].Error!.Message.ShouldBe("It said \uFFFD and \uFFFD.");
        (await storage.Index.SearchAsync("store", "name", "tea\uFFFD \uFFFD \U0001F600", new Dictionary<string, object?>(), null, 1, None)).ShouldHaveSingleItem();
        (await storage.Index.OwnerOfAsync("host", "", "shop\0.example", None)).ShouldBeNull();
    }

    private protected abstract Task<SqlPlace> NewPlaceAsync();

    protected sealed override async Task<StorageUnderTest> OpenAsync() => await OpenOnceAsync();

    private protected async Task<SqlStorageUnderTest> OpenOnceAsync() => await (await NewPlaceAsync()).OpenOnceAsync();

    /// <summary>Whether a save that moves the shop from w1 to w2 had a statement of this number to crash at; checks what is left then.</summary>
    private static async Task<bool> CrashesAtAsync(SqlPlace place, int statement)
    {
        var before = await place.DumpAsync();
        await using (var storage = await place.OpenAsync())
        {
            var seen = 0;
            storage.Database.Dialect.BeforeStatement = _ =>
            {
                if (seen++ == statement)
                {
                    throw new IOException("Crash (a test's fault).");
                }
            };
            var save = storage.Store<Shop>().SaveAsync("a/s", 1, ShopOn("w2"), SomeJournal(), None);
            if (await Task.WhenAny(save) == save && save.IsCompletedSuccessfully)
            {
                return false;
            }

            await Should.ThrowAsync<IOException>(save);
        }

        await using var reopened = await place.OpenAsync();
        (await place.DumpAsync()).ShouldBe(before, string.Create(CultureInfo.InvariantCulture, $"crash at statement {statement}"));
        return true;
    }

    private static Shop ShopOn(string worker) => new()
    {
        Worker = worker,
        Holds = [new("host", "", "shop.example"), new("port", worker, "8001"), new("subnet", worker, "10.0.0.0/29"), Claim.Capacity(worker, "memory-mb", 60)],
    };

    private static Journal SomeJournal() => Journal.Between(null, new()
    {
        Id = OperationId.New(new SystemEntropy()),
        Kind = OperationKind.Provision,
        AskedBy = "system",
        StartedAt = DateTimeOffset.UnixEpoch,
        Deadline = DateTimeOffset.UnixEpoch.AddMinutes(5),
        Steps = StepCursor.Plan([new("StartDatabase", "Starting the database", 1, TimeSpan.FromSeconds(30)), new("AddRoute", "Publishing the address", 2, TimeSpan.FromSeconds(1))]),
    });
}
