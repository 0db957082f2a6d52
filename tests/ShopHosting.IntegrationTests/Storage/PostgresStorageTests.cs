using Npgsql;
using ShopHosting.Domain.Storage;
using ShopHosting.Infrastructure.Sql;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>PostgreSQL keeps the promises of storage, and its own: several processes at once, deadlocks, and connections that break.</summary>
[Collection(OnePostgres.Name)]
[Trait("needs", "postgres")]
public sealed class PostgresStorageTests(OnePostgres.Server server) : SqlStorageContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task Of_two_processes_that_write_the_same_rows_one_wins_each_version()
    {
        await using var place = await server.NewPlaceAsync();
        await using var one = await place.OpenAsync();
        await using var other = await place.OpenAsync();
        var saves = Enumerable.Range(0, 8).Select(i => (i % 2 == 0 ? one : other).Store<Shop>()).ToList();
        for (var version = 0; version < 25; version++)
        {
            var outcomes = await Task.WhenAll(saves.Select(shops => Task.Run(() => shops.SaveAsync("a/s", version, new Shop { Holds = [new("turn", "", $"v{version}")] }, Journal.Empty, None))));
            outcomes.Count(outcome => outcome == new SaveOutcome.Saved(version + 1)).ShouldBe(1);
            outcomes.Count(outcome => outcome is SaveOutcome.Conflict).ShouldBe(saves.Count - 1);
        }

        (await one.Index.TakenAsync("turn", "", None)).ShouldBe(["v24"]);
    }

    [Fact]
    public async Task Four_processes_that_start_on_an_empty_database_make_its_schema_once()
    {
        await using var place = await server.NewPlaceAsync();
        var opened = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(place.OpenAsync)));
        foreach (var storage in opened)
        {
            await storage.DisposeAsync();
        }

        (await place.QueryAsync("SELECT version FROM schema_version ORDER BY version")).ShouldBe(SqlMigrations.All.Select(migration => $"{migration.Version}"));
    }

    [Fact]
    public async Task A_migration_that_another_process_applied_meanwhile_is_not_applied_again()
    {
        await using var place = await server.NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        Migration next = new(SqlMigrations.All.Count + 1, "next", "INSERT INTO capacity VALUES ('once', 'r', 1, 0)");      // not one that may be applied twice, to see it
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => SqlMigrations.ApplyAsync(storage.Database.Dialect, [.. SqlMigrations.All, next], TimeProvider.System, None))));

        (await storage.Ledger.ListAsync(None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Every_column_of_text_is_ordered_by_numbers_in_a_database_of_another_language()
    {
        await using var place = await server.NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        (await place.QueryAsync("SELECT 'a' < 'B'")).ShouldBe(["True"], "the order of the database is another one than ours");
        (await place.QueryAsync("SELECT count(*) > 50, count(*) FILTER (WHERE collation_name IS DISTINCT FROM 'C') FROM information_schema.columns WHERE table_schema = 'public' AND data_type IN ('text', 'character varying')"))
            .ShouldBe(["True|0"]);
    }

    [Fact]
    public async Task A_save_that_is_the_victim_of_a_deadlock_is_done_again()
    {
        await using var storage = await OpenOnceAsync();
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 0, None);
        await storage.Ledger.SetUsableAsync("w2", "memory-mb", 0, None);
        var attempts = 0;
        var (hasFirst, hasSecond) = (new TaskCompletionSource(), new TaskCompletionSource());

        await Task.WhenAll(AddAsync("w1", "w2", hasFirst, hasSecond), AddAsync("w2", "w1", hasSecond, hasFirst)).WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);

        attempts.ShouldBe(3, "one of the two was the victim, once");
        (await storage.Ledger.ListAsync(None)).ShouldBe([new("w1", "memory-mb", 2, 0), new("w2", "memory-mb", 2, 0)]);

        Task<int> AddAsync(string first, string second, TaskCompletionSource mine, TaskCompletionSource others) => storage.Database.WriteAsync(async session =>
        {
            Interlocked.Increment(ref attempts);
            await session.ExecuteAsync("UPDATE capacity SET usable = usable + 1 WHERE scope = @scope", ("@scope", first));
            mine.TrySetResult();
            await others.Task;
            return await session.ExecuteAsync("UPDATE capacity SET usable = usable + 1 WHERE scope = @scope", ("@scope", second));
        }, _ => true, None);
    }

    [Fact]
    public async Task A_save_that_is_a_victim_every_time_ends_in_an_exception()
    {
        await using var storage = await OpenOnceAsync();
        var attempts = 0;
        var save = storage.Database.WriteAsync<int>(async session =>
        {
            attempts++;
            await session.RunScriptAsync("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$");
            return 0;
        }, _ => true, None);

        (await Should.ThrowAsync<PostgresException>(save)).SqlState.ShouldBe(PostgresErrorCodes.SerializationFailure);
        attempts.ShouldBe(5);
    }

    [Fact]
    public async Task A_connection_that_breaks_at_the_commit_leaves_the_outcome_unknown_and_the_next_save_goes_on()
    {
        await using var place = await server.NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        var shops = storage.Store<Shop>();
        var commits = 0;
        storage.Database.Dialect.BeforeStatement = sql =>
        {
            if (sql == "COMMIT" && ++commits == 1)
            {
                BreakConnectionsAsync(place).GetAwaiter().GetResult();
            }
        };

        await Should.ThrowAsync<NpgsqlException>(shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, None));
        commits.ShouldBe(1, "what may have been done is not done again");
        (await shops.LoadAsync("a/s", None)).ShouldBeNull();
        (await shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, None)).ShouldBe(new SaveOutcome.Saved(1));
    }

    [Fact]
    public async Task A_server_that_was_away_costs_one_call_and_not_one_for_each_idle_connection()
    {
        await using var place = await server.NewPlaceAsync();
        await using var storage = await place.OpenAsync();
        var shops = storage.Store<Shop>();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => shops.SaveAsync($"a/{i}", 0, new Shop(), Journal.Empty, None))));
        (await BreakConnectionsAsync(place)).ShouldBeGreaterThan(2);

        await Should.ThrowAsync<NpgsqlException>(shops.LoadAsync("a/1", None));
        for (var i = 0; i < 30; i++)
        {
            (await shops.LoadAsync($"a/{i}", None)).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Who_waits_too_long_for_anothers_row_gives_up_with_nothing_changed()
    {
        await using var place = await server.NewPlaceAsync();
        await using var storage = await SqlPlace.OpenAsync(new() { ConnectionString = place.Options.ConnectionString + ";Options=-c lock_timeout=50ms" });
        var shops = storage.Store<Shop>();
        await shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, None);
        await using (var connection = new NpgsqlConnection(place.Options.ConnectionString + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var transaction = await connection.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("SELECT 1 FROM store FOR UPDATE", connection);
            await hold.ExecuteNonQueryAsync();
            (await Should.ThrowAsync<PostgresException>(shops.SaveAsync("a/s", 1, new Shop(), Journal.Empty, None))).SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
        }

        (await shops.SaveAsync("a/s", 1, new Shop(), Journal.Empty, None)).ShouldBe(new SaveOutcome.Saved(2));
    }

    [Fact]
    public async Task A_host_keeps_its_rows_in_the_database_of_its_connection_string()
    {
        await using var place = await server.NewPlaceAsync();
        await StorageRegistrationTests.StartStopAsync(place);
        (await place.QueryAsync("SELECT id FROM store")).ShouldBe(["a/s"]);
    }

    [Theory]
    [InlineData(false, false, "Another panel uses the PostgreSQL database")]
    [InlineData(true, false, "Another panel uses the PostgreSQL database")]
    [InlineData(false, true, "A panel of the Single edition uses the PostgreSQL database")]
    public async Task A_second_panel_is_refused_as_long_as_the_first_is_there(bool firstIsShared, bool secondIsShared, string sentence)
    {
        await using var place = await server.NewPlaceAsync();
        SqlOptions Panel(bool isShared) => new() { ConnectionString = place.Options.ConnectionString, IsShared = isShared };
        await using (await SqlPlace.OpenAsync(Panel(firstIsShared)))
        {
            (await Should.ThrowAsync<InvalidOperationException>(SqlPlace.OpenAsync(Panel(secondIsShared)))).Message.ShouldStartWith(sentence);
        }

        await using var second = await SqlPlace.OpenAsync(Panel(secondIsShared));
    }

    [Fact]
    public async Task A_panel_that_lost_its_connection_takes_the_database_again_or_ends_when_another_has_it()
    {
        await using var place = await server.NewPlaceAsync();
        var options = new SqlOptions { ConnectionString = place.Options.ConnectionString };
        var clock = new ManualTimeProvider();
        await using var lease = new PostgresLease(options, clock);
        await lease.TakeAsync(None);
        var kept = lease.KeepAsync(None);

        await BreakConnectionsAsync(place);
        await AdvanceUntilAsync(clock, place, holders => holders == 1);

        await BreakConnectionsAsync(place);
        await using var other = await SqlPlace.OpenAsync(options);
        await AdvanceUntilAsync(clock, place, _ => kept.IsCompleted);
        (await Should.ThrowAsync<InvalidOperationException>(kept)).Message.ShouldStartWith("Another panel uses");
    }

    [Fact]
    public async Task The_password_comes_from_a_file_and_is_in_no_sentence()
    {
        await using var place = await server.NewPlaceAsync();
        var connection = new NpgsqlConnectionStringBuilder(place.Options.ConnectionString);
        var password = connection.Password!;
        connection.Password = null;
        var file = Path.GetTempFileName();
        var options = new SqlOptions { ConnectionString = connection.ConnectionString, PasswordFile = file };
        try
        {
            await File.WriteAllTextAsync(file, password + "\n");
            await using (var storage = await SqlPlace.OpenAsync(options))
            {
                (await storage.Ledger.ListAsync(None)).ShouldBeEmpty();
            }

            await File.WriteAllTextAsync(file, "geheim");
            var refusal = await Should.ThrowAsync<InvalidOperationException>(SqlPlace.OpenAsync(options));
            refusal.Message.ShouldContain("password authentication failed");
            refusal.ToString().ShouldNotContain("geheim");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_in_a_sentence()
        => (await Should.ThrowAsync<InvalidOperationException>(SqlPlace.OpenAsync(new() { ConnectionString = "Host=127.0.0.1;Port=1;Database=d;Username=u" })))
            .Message.ShouldContain("can't be used: Connection refused; see that it runs");

    [Fact]
    public async Task A_database_that_does_not_keep_every_character_is_refused()
    {
        await using var place = await server.NewPlaceAsync();
        await place.ExecuteAsync("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C' TEMPLATE template0");
        var latin = new NpgsqlConnectionStringBuilder(place.Options.ConnectionString) { Database = "latin" };
        (await Should.ThrowAsync<InvalidOperationException>(SqlPlace.OpenAsync(new() { ConnectionString = latin.ConnectionString }))).Message.ShouldContain("encoding LATIN1");
    }

    private protected override async Task<SqlPlace> NewPlaceAsync() => await server.NewPlaceAsync();

    private static async Task AdvanceUntilAsync(ManualTimeProvider clock, PostgresPlace place, Func<int, bool> happened)
    {
        const string Holders = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        for (var seconds = 0; !happened((await place.QueryAsync(Holders)).Count); seconds++)
        {
            seconds.ShouldBeLessThan(2_000);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    /// <summary>As an administrator or a restart of the server breaks them. How many there were.</summary>
    private static async Task<int> BreakConnectionsAsync(PostgresPlace place)
        => (await place.QueryAsync("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")).Count;
}
