using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Infrastructure;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>The embedded database keeps the promises of storage, and its own: locked, closed to others, whole after any crash.</summary>
public sealed class SqliteStorageTests : StorageContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_crash_before_any_statement_of_a_save_leaves_the_database_as_it_was()
    {
        var directory = Directory.CreateTempSubdirectory("shophosting-").FullName;
        try
        {
            await using (var storage = await SqliteStorage.OpenAsync(directory))
            {
                await storage.Ledger.SetUsableAsync("w1", "memory-mb", 100, None);
                await storage.Ledger.SetUsableAsync("w2", "memory-mb", 100, None);
                await storage.Store<Shop>().SaveAsync("a/s", 0, ShopOn("w1"), Journal.Empty, None);
            }

            var crashes = 0;
            while (await CrashesAtAsync(directory, crashes))
            {
                crashes++;
            }

            crashes.ShouldBeGreaterThan(12, "the save should touch the row, five claims and the journal");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_save_that_breaks_takes_none_of_those_with_it_that_share_its_commit()
    {
        await using var storage = await SqliteStorage.OpenNewAsync();
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
        await using var storage = await SqliteStorage.OpenNewAsync();
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
        await using var storage = await SqliteStorage.OpenNewAsync();
        await storage.Store<Shop>().SaveAsync("a/s", 0, new Shop { Holds = [new("host", "", "shop.example")] }, SomeJournal(), None);
        var once = await storage.DumpAsync();

        foreach (var migration in SqlMigrations.All)
        {
            await storage.ExecuteAsync(migration.Script);
        }

        await SqlMigrations.ApplyAsync(storage.Database.Dialect, SqlMigrations.All, TimeProvider.System, None);

        once.ShouldContain("schema_version: 1|0001_storage|");
        (await storage.DumpAsync()).ShouldBe(once);
    }

    [Fact]
    public async Task A_migration_that_fails_half_way_leaves_the_schema_as_it_was()
    {
        await using var storage = await SqliteStorage.OpenNewAsync();
        var before = await storage.DumpAsync();
        Migration broken = new(SqlMigrations.All.Count + 1, "broken", "CREATE TABLE half (id BIGINT); INSERT INTO nowhere VALUES (1);");

        await Should.ThrowAsync<Exception>(() => SqlMigrations.ApplyAsync(storage.Database.Dialect, [.. SqlMigrations.All, broken], TimeProvider.System, None));

        (await storage.DumpAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_with_a_sentence()
    {
        var directory = Directory.CreateTempSubdirectory("shophosting-").FullName;
        try
        {
            await using (var storage = await SqliteStorage.OpenAsync(directory))
            {
                await storage.ExecuteAsync("INSERT INTO schema_version VALUES (99, 'from the future', 0)");
            }

            var refusal = await Should.ThrowAsync<InvalidOperationException>(() => SqliteStorage.OpenAsync(directory));
            refusal.Message.ShouldContain("schema version 99");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_second_opening_of_the_same_directory_is_refused_until_the_first_is_closed()
    {
        var directory = Directory.CreateTempSubdirectory("shophosting-").FullName;
        try
        {
            await using (await SqliteStorage.OpenAsync(directory))
            {
                var refusal = await Should.ThrowAsync<InvalidOperationException>(() => SqliteStorage.OpenAsync(directory));
                refusal.Message.ShouldContain("in use by another process");
            }

            await using var again = await SqliteStorage.OpenAsync(directory);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Directory_and_files_are_closed_to_other_users()
    {
        await using var storage = await SqliteStorage.OpenNewAsync();
        await storage.Store<Shop>().SaveAsync("a/s", 0, new Shop(), Journal.Empty, None);

        var files = Directory.GetFiles(storage.Directory);
        files.Select(Path.GetFileName).ShouldContain("shophosting.db-wal");
        foreach (var path in files.Append(storage.Directory))
        {
            PrivateFiles.IsClosedToOthers(path).ShouldBeTrue(path);
        }
    }

    [Fact]
    public async Task Every_commit_is_flushed_to_disk()
    {
        await using var storage = await SqliteStorage.OpenNewAsync();
        var settings = await storage.Database.WriteAsync(async session => (
            Mode: (await session.QueryAsync("PRAGMA journal_mode", row => row.GetString(0)))[0],
            Synchronous: (await session.QueryAsync("PRAGMA synchronous", row => row.GetInt64(0)))[0]), _ => true, None);
        settings.ShouldBe(("wal", 2));
    }

    [Theory]
    [InlineData("", null, "5")]
    [InlineData("relative/path", null, "5")]
    [InlineData("/data", "Host=db", "5")]
    [InlineData("/data", null, "0")]
    public void Options_that_can_t_work_are_refused(string directory, string? connectionString, string seconds)
        => new SqlOptionsValidator().Validate(null, new()
        {
            DataDirectory = directory,
            ConnectionString = connectionString,
            BusyTimeout = TimeSpan.Parse($"00:00:0{seconds}", System.Globalization.CultureInfo.InvariantCulture),
        }).Failed.ShouldBeTrue();

    [Fact]
    public async Task Text_from_outside_never_becomes_the_name_of_a_table()
    {
        await using var storage = await SqliteStorage.OpenNewAsync();
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.DueAsync("store; DROP TABLE store", DateTimeOffset.UnixEpoch, 1, None));
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.CountByAsync("claim", "value", None));
    }

    protected override async Task<StorageUnderTest> OpenAsync() => await SqliteStorage.OpenNewAsync();

    /// <summary>Whether a save that moves the shop from w1 to w2 had a statement of this number to crash at; checks what is left then.</summary>
    private static async Task<bool> CrashesAtAsync(string directory, int statement)
    {
        string before;
        await using (var storage = await SqliteStorage.OpenAsync(directory))
        {
            before = await storage.DumpAsync();
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

        await using var reopened = await SqliteStorage.OpenAsync(directory);
        (await reopened.DumpAsync()).ShouldBe(before);
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
