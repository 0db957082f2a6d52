using System.Collections.Immutable;
using ShopHosting.Domain;
using ShopHosting.Domain.Ids;
using ShopHosting.Domain.Operations;
using ShopHosting.Domain.Storage;
using ShopHosting.Domain.Stores;
using ShopHosting.Infrastructure;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>What a store of entities, its index and its ledger promise, whatever they are made of.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly Claim Host = new("host", "", "shop.example");

    private StorageUnderTest storage = null!;
    private IEntityStore<Shop> shops = null!;

    public async Task InitializeAsync()
    {
        storage = await OpenAsync();
        shops = storage.Store<Shop>();
    }

    public async Task DisposeAsync() => await storage.DisposeAsync();

    [Fact]
    public async Task A_saved_state_is_read_back_with_its_version()
    {
        var shop = new Shop { Account = "a", Name = "Bücher & \"more\"", Status = ShopStatus.Open, CreatedAt = Noon, Address = new("Street 1"), Holds = [Host], Operation = SomeOperation(Noon) };

        (await SaveAsync("a/s", 0, shop)).ShouldBe(new SaveOutcome.Saved(1));
        (await SaveAsync("a/s", 1, shop with { Status = ShopStatus.Closed })).ShouldBe(new SaveOutcome.Saved(2));

        var stored = (await shops.LoadAsync("a/s", None)).ShouldNotBeNull();
        stored.Version.ShouldBe(2);
        stored.State.ShouldBeSameAs(shop with { Status = ShopStatus.Closed });
    }

    [Fact]
    public async Task What_was_never_saved_is_not_there() => (await shops.LoadAsync("a/s", None)).ShouldBeNull();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_save_that_expects_another_version_changes_nothing(long expected)
    {
        await SaveAsync("a/s", 0, new Shop());
        await SaveAsync("a/s", 1, new Shop { Name = "second" });

        (await SaveAsync("a/s", expected, new Shop { Name = "third", Holds = [Host] }, SomeJournal())).ShouldBe(new SaveOutcome.Conflict());

        var stored = (await shops.LoadAsync("a/s", None)).ShouldNotBeNull();
        (stored.Version, stored.State.Name).ShouldBe((2, "second"));
        (await storage.Index.OwnerOfAsync("host", "", "shop.example", None)).ShouldBeNull();
        (await storage.Index.OperationsAsync("store", "a/s", null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_version_can_t_be_expected_of_a_row_that_is_not_there()
    {
        (await SaveAsync("a/s", 1, new Shop())).ShouldBe(new SaveOutcome.Conflict());
        (await shops.LoadAsync("a/s", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_taken_claim_changes_nothing_of_the_row_the_other_claims_and_the_journal()
    {
        await SaveAsync("a/first", 0, new Shop { Holds = [Host] });
        await SaveAsync("a/second", 0, new Shop { Holds = [new("port", "w1", "8001")] });

        var outcome = await SaveAsync("a/second", 1, new Shop { Name = "greedy", Holds = [new("email", "", "a@b.example"), Host] }, SomeJournal());

        outcome.ShouldBe(new SaveOutcome.ClaimTaken(Host));
        (await shops.LoadAsync("a/second", None)).ShouldNotBeNull().Version.ShouldBe(1);
        (await storage.Index.OwnerOfAsync("host", "", "shop.example", None)).ShouldBe(new ClaimOwner("store", "a/first"));
        (await storage.Index.OwnerOfAsync("port", "w1", "8001", None)).ShouldBe(new ClaimOwner("store", "a/second"));
        (await storage.Index.OwnerOfAsync("email", "", "a@b.example", None)).ShouldBeNull();
        (await storage.Index.OperationsAsync("store", "a/second", null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_claim_is_kept_by_saving_it_again_and_is_free_for_others_once_it_is_given_up()
    {
        await SaveAsync("a/first", 0, new Shop { Holds = [Host] });
        (await SaveAsync("a/first", 1, new Shop { Holds = [Host, Host] })).ShouldBe(new SaveOutcome.Saved(2));
        (await SaveAsync("a/first", 2, new Shop())).ShouldBe(new SaveOutcome.Saved(3));
        (await SaveAsync("a/second", 0, new Shop { Holds = [Host] })).ShouldBe(new SaveOutcome.Saved(1));
    }

    [Fact]
    public async Task The_same_value_is_another_claim_in_another_scope_or_of_another_kind()
    {
        await SaveAsync("a/first", 0, new Shop { Holds = [new("port", "w1", "8001")] });
        (await SaveAsync("a/second", 0, new Shop { Holds = [new("port", "w2", "8001"), new("subnet", "w1", "8001")] })).ShouldBe(new SaveOutcome.Saved(1));
        (await storage.Index.TakenAsync("port", "w1", None)).ShouldBe(["8001"]);
        (await storage.Index.TakenAmongAsync("port", "w1", ["8000", "8001", "8002"], None)).ShouldBe(["8001"]);
        (await storage.Index.TakenAmongAsync("port", "w3", ["8001"], None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_two_hundred_who_claim_one_value_at_once_exactly_one_gets_it()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => SaveAsync($"a/{i}", 0, new Shop { Holds = [Host] }))));

        outcomes.Count(outcome => outcome is SaveOutcome.Saved).ShouldBe(1);
        outcomes.Count(outcome => outcome is SaveOutcome.ClaimTaken(var claim) && claim == Host).ShouldBe(199);
        (await storage.Index.ListAsync("store", NoFilter, null, 300, None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_who_save_one_row_at_once_exactly_one_wins_each_version()
    {
        await SaveAsync("a/s", 0, new Shop());
        for (var version = 1; version <= 5; version++)
        {
            var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() => SaveAsync("a/s", version, new Shop { Name = $"n{i}" }))));
            outcomes.Count(outcome => outcome == new SaveOutcome.Saved(version + 1)).ShouldBe(1);
            outcomes.Count(outcome => outcome is SaveOutcome.Conflict).ShouldBe(19);
        }
    }

    [Fact]
    public async Task Capacity_is_used_up_to_what_is_usable_and_no_further()
    {
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 1000, None);
        await SaveAsync("a/first", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 600)] });

        (await SaveAsync("a/second", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 401)] })).ShouldBe(new SaveOutcome.ClaimTaken(Claim.Capacity("w1", "memory-mb", 401)));
        (await SaveAsync("a/second", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 400)] })).ShouldBe(new SaveOutcome.Saved(1));
        (await SaveAsync("a/first", 1, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 601)] })).ShouldBeOfType<SaveOutcome.ClaimTaken>();
        (await SaveAsync("a/first", 1, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 100)] })).ShouldBe(new SaveOutcome.Saved(2));
        (await storage.Ledger.ListAsync(None)).ShouldBe([new("w1", "memory-mb", 1000, 500)]);
    }

    [Fact]
    public async Task Amounts_of_one_resource_add_up_and_zero_is_no_claim()
    {
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 1000, None);
        await SaveAsync("a/first", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 200), Claim.Capacity("w1", "memory-mb", 300), Claim.Capacity("w1", "disk-mb", 0)] });
        (await storage.Ledger.ListAsync(None)).ShouldBe([new("w1", "memory-mb", 1000, 500)]);
    }

    [Fact]
    public async Task Nothing_fits_where_no_capacity_was_announced()
        => (await SaveAsync("a/first", 0, new Shop { Holds = [Claim.Capacity("w9", "memory-mb", 1)] })).ShouldBeOfType<SaveOutcome.ClaimTaken>();

    [Fact]
    public async Task With_less_usable_than_used_nothing_new_fits_and_giving_back_succeeds()
    {
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 1000, None);
        await SaveAsync("a/first", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 800)] });
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 300, None);

        (await SaveAsync("a/second", 0, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 1)] })).ShouldBeOfType<SaveOutcome.ClaimTaken>();
        (await SaveAsync("a/first", 1, new Shop { Name = "renamed", Holds = [Claim.Capacity("w1", "memory-mb", 800)] })).ShouldBe(new SaveOutcome.Saved(2));
        (await SaveAsync("a/first", 2, new Shop { Holds = [Claim.Capacity("w1", "memory-mb", 400)] })).ShouldBe(new SaveOutcome.Saved(3));
        (await storage.Ledger.ListAsync(None)).ShouldBe([new("w1", "memory-mb", 300, 400)]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Under_any_mix_of_concurrent_saves_no_capacity_is_oversubscribed_and_what_is_used_is_what_is_held(int seed)
    {
        string[] workers = ["w1", "w2"];
        string[] resources = ["memory-mb", "disk-mb"];
        foreach (var worker in workers)
        {
            await storage.Ledger.SetUsableAsync(worker, "memory-mb", 100, None);
            await storage.Ledger.SetUsableAsync(worker, "disk-mb", 150, None);
        }

        var refusals = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
        {
            var random = new Random((seed * 100) + caller);
            for (var i = 0; i < 40; i++)
            {
                var key = $"a/{random.Next(6)}";
                var version = (await shops.LoadAsync(key, None))?.Version ?? 0;
                ImmutableArray<Claim> holds = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Claim.Capacity(workers[random.Next(2)], resources[random.Next(2)], random.Next(60)))];
                if (await SaveAsync(key, version, new Shop { Holds = holds }) is SaveOutcome.ClaimTaken)
                {
                    Interlocked.Increment(ref refusals);
                }

                (await storage.Ledger.ListAsync(None)).ShouldAllBe(capacity => capacity.Used >= 0 && capacity.Used <= capacity.Usable);
            }
        })));

        refusals.ShouldBeGreaterThan(0, "the mix never reached a limit, so it proved nothing");
        var held = new List<Claim>();
        foreach (var row in await storage.Index.ListAsync("store", NoFilter, null, 100, None))
        {
            held.AddRange((await shops.LoadAsync(row.Key, None))!.State.Holds);
        }

        foreach (var capacity in await storage.Ledger.ListAsync(None))
        {
            capacity.Used.ShouldBe(held.Where(claim => claim.Scope == capacity.Scope && claim.Value == capacity.Resource).Sum(claim => claim.Amount));
        }
    }

    [Fact]
    public async Task After_a_thousand_saves_at_once_every_row_claim_and_sum_is_that_of_the_last_save()
    {
        const int capacity = 900;
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", capacity, None);
        await storage.Ledger.SetUsableAsync("w2", "memory-mb", capacity, None);
        var random = new Random(7);
        var wishes = Enumerable.Range(0, 1000).Select(i => (Key: $"a/{i % 250}", Claims: Wish(random))).ToList();

        var outcomes = await Task.WhenAll(wishes.Select(wish => Task.Run(async () =>
        {
            var version = (await shops.LoadAsync(wish.Key, None))?.Version ?? 0;
            return await SaveAsync(wish.Key, version, new Shop { Holds = wish.Claims });
        })));

        outcomes.Length.ShouldBe(1000);
        outcomes.OfType<SaveOutcome.ClaimTaken>().Select(taken => taken.Claim.Kind).Distinct().Order().ShouldBe(["capacity", "host", "port"], ignoreOrder: false, "each kind of claim was fought for");
        var rows = await storage.Index.ListAsync("store", NoFilter, null, 1000, None);
        rows.Sum(row => row.Version).ShouldBe(outcomes.Count(outcome => outcome is SaveOutcome.Saved), "each save that was told counts, and no other");
        var held = new List<(string Key, Claim Claim)>();
        foreach (var row in rows)
        {
            held.AddRange((await shops.LoadAsync(row.Key, None))!.State.Holds.Select(claim => (row.Key, claim)));
        }

        var kept = held.Where(held => held.Claim.Kind != Claim.CapacityKind).ToList();
        kept.Select(held => held.Claim).ToList().ShouldBeUnique();
        foreach (var (key, claim) in kept)
        {
            (await storage.Index.OwnerOfAsync(claim.Kind, claim.Scope, claim.Value, None)).ShouldBe(new ClaimOwner("store", key));
        }

        var taken = await Task.WhenAll(new[] { ("host", ""), ("port", "w1"), ("port", "w2") }.Select(kind => storage.Index.TakenAsync(kind.Item1, kind.Item2, None)));
        taken.Sum(values => values.Count).ShouldBe(kept.Count, "nobody has a claim that no row knows of");
        foreach (var worker in await storage.Ledger.ListAsync(None))
        {
            worker.Used.ShouldBe(held.Where(held => held.Claim.Kind == Claim.CapacityKind && held.Claim.Scope == worker.Scope).Sum(held => held.Claim.Amount));
            worker.Used.ShouldBeInRange(1L, capacity);
        }

        static ImmutableArray<Claim> Wish(Random random)
        {
            var worker = $"w{random.Next(1, 3)}";
            return [new("port", worker, $"{random.Next(8000, 8200)}"), new("host", "", $"shop{random.Next(300)}.example"), Claim.Capacity(worker, "memory-mb", random.Next(1, 20))];
        }
    }

    [Fact]
    public async Task The_journal_keeps_each_operation_with_its_steps_and_the_newest_stands_first()
    {
        var first = SomeOperation(Noon);
        var second = SomeOperation(Noon.AddMinutes(1));
        await SaveAsync("a/s", 0, new Shop(), Journal.Between(null, first));
        await SaveAsync("a/s", 1, new Shop(), Journal.Between(null, second));

        var later = second with
        {
            Outcome = OperationOutcome.Failed,
            FinishedAt = Noon.AddMinutes(2),
            Attempt = 3,
            Error = new(ErrorKind.Capacity, "worker.full", "There is no room on worker w1.", "worker"),
            Steps = second.Steps.SetItem(1, second.Steps[1] with
            {
                Status = StepStatus.Failed,
                StartedAt = Noon.AddMinutes(1),
                FinishedAt = Noon.AddMinutes(2),
                LookAgainAt = Noon.AddMinutes(3),
                Failures = 2,
                Detail = "waited for the port",
                Error = new(ErrorKind.Unavailable, "engine.away", "The engine is away."),
            }),
        };
        var journal = Journal.Between(second, later);
        journal.Steps.Length.ShouldBe(1);
        await SaveAsync("a/s", 2, new Shop(), journal);

        var operations = await storage.Index.OperationsAsync("store", "a/s", null, 10, None);
        operations.Count.ShouldBe(2);
        operations[0].ShouldBeSameAs(later);
        operations[1].ShouldBeSameAs(first);
        (await storage.Index.OperationsAsync("store", "a/s", null, 1, None)).ShouldHaveSingleItem().Steps.Length.ShouldBe(2);
        (await storage.Index.OperationsAsync("store", "a/other", null, 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Entities_are_due_from_their_time_on_the_longest_due_first()
    {
        await SaveAsync("a/late", 0, new Shop { LookAt = Noon.AddSeconds(1) });
        await SaveAsync("a/rest", 0, new Shop());
        await SaveAsync("a/second", 0, new Shop { LookAt = Noon });
        await SaveAsync("a/first", 0, new Shop { LookAt = Noon.AddHours(-1) });

        await SaveAsync("a/third", 0, new Shop { LookAt = Noon });

        (await DueAsync(null, 10)).ShouldBe(["a/first", "a/second", "a/third"]);
        (await DueAsync(null, 1)).ShouldBe(["a/first"]);
        (await DueAsync(new DueEntity("a/first", Noon.AddHours(-1)), 10)).ShouldBe(["a/second", "a/third"]);
        (await DueAsync(new DueEntity("a/second", Noon), 10)).ShouldBe(["a/third"]);

        await SaveAsync("a/first", 1, new Shop());
        (await DueAsync(null, 10)).ShouldBe(["a/second", "a/third"]);

        async Task<IEnumerable<string>> DueAsync(DueEntity? after, int limit) => (await storage.Index.DueAsync("store", Noon, after, limit, None)).Select(due => due.Key);
    }

    [Fact]
    public async Task Lists_are_filtered_by_columns_and_turned_page_by_page()
    {
        for (var i = 0; i < 7; i++)
        {
            await SaveAsync($"a/{i}", 0, new Shop { Account = i < 5 ? "a" : "b", Name = $"shop {i}", Worker = i % 2 == 0 ? "w1" : null, CreatedAt = Noon });
        }

        var ofA = new Dictionary<string, object?> { ["account"] = "a" };
        var page = await storage.Index.ListAsync("store", ofA, null, 3, None);
        page.Select(row => row.Key).ShouldBe(["a/0", "a/1", "a/2"]);
        (await storage.Index.ListAsync("store", ofA, page[^1].Key, 3, None)).Select(row => row.Key).ShouldBe(["a/3", "a/4"]);
        (await storage.Index.ListAsync("store", new Dictionary<string, object?> { ["account"] = "a", ["worker"] = null }, null, 10, None)).Select(row => row.Key).ShouldBe(["a/1", "a/3"]);

        var columns = page[0].Columns;
        (page[0].Version, columns["name"], columns["status"], columns["worker"], columns["created_at"]).ShouldBe((1L, "shop 0", "Opening", "w1", Noon.ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task The_oldest_stand_first_and_of_those_of_one_moment_the_first_key()
    {
        foreach (var (key, minute) in new[] { ("a/1", 5), ("a/2", 1), ("a/3", 3), ("a/4", 3), ("a/5", 0) })
        {
            await SaveAsync(key, 0, new Shop { Account = key == "a/5" ? "b" : "a", CreatedAt = Noon.AddMinutes(minute) });
        }

        var ofA = new Dictionary<string, object?> { ["account"] = "a" };
        var page = await storage.Index.OldestAsync("store", ofA, null, 2, None);
        page.Select(row => row.Key).ShouldBe(["a/2", "a/3"]);
        (await storage.Index.OldestAsync("store", ofA, page[^1], 10, None)).Select(row => row.Key).ShouldBe(["a/4", "a/1"]);
    }

    [Fact]
    public async Task Keys_are_ordered_by_the_numbers_of_their_characters_and_equal_only_to_themselves()
    {
        string[] keys = ["a/B", "a/a", "a/b", "a/\u00e4", "a/\U0001F600", "a-b/c", "ab/c"];
        foreach (var key in keys)
        {
            (await SaveAsync(key, 0, new Shop { Account = "a", Name = key, Holds = [new("host", "", key)] })).ShouldBe(new SaveOutcome.Saved(1));
        }

        string[] ordered = ["a-b/c", "a/B", "a/a", "a/b", "a/\u00e4", "a/\U0001F600", "ab/c"];
        (await storage.Index.ListAsync("store", NoFilter, null, 10, None)).Select(row => row.Key).ShouldBe(ordered);
        (await storage.Index.ListAsync("store", NoFilter, "a/B", 10, None)).Select(row => row.Key).ShouldBe(ordered[2..]);
        (await storage.Index.SearchAsync("store", "name", "a/", NoFilter, null, 10, None)).Select(row => row.Key).ShouldBe(ordered[1..6]);
        (await storage.Index.OwnerOfAsync("host", "", "A/B", None)).ShouldBeNull();
    }

    [Fact]
    public async Task Rows_are_counted_by_each_value_of_a_column()
    {
        await SaveAsync("a/1", 0, new Shop { Worker = "w1" });
        await SaveAsync("a/2", 0, new Shop { Worker = "w1", Status = ShopStatus.Open });
        await SaveAsync("a/3", 0, new Shop());

        (await storage.Index.CountByAsync("store", "status", NoFilter, None)).ShouldBe(new Dictionary<string, long> { ["Opening"] = 2, ["Open"] = 1 }, ignoreOrder: true);
        (await storage.Index.CountByAsync("store", "worker", NoFilter, None)).ShouldBe(new Dictionary<string, long> { ["w1"] = 2 });
        (await storage.Index.CountByAsync("store", "worker", new Dictionary<string, object?> { ["status"] = "Open" }, None)).ShouldBe(new Dictionary<string, long> { ["w1"] = 1 });
    }

    [Fact]
    public async Task Claims_are_counted_by_kind_and_scope_without_what_is_counted_in_amounts()
    {
        await storage.Ledger.SetUsableAsync("w1", "memory-mb", 1000, None);
        await SaveAsync("a/1", 0, new Shop { Holds = [Host, new("port", "w1", "1"), new("port", "w2", "1"), Claim.Capacity("w1", "memory-mb", 600)] });
        await SaveAsync("a/2", 0, new Shop { Holds = [new("port", "w1", "2")] });

        (await storage.Index.CountClaimsAsync("", None)).ShouldBe([new("host", 1)]);
        (await storage.Index.CountClaimsAsync("w1", None)).ShouldBe([new("port", 2)]);
        (await storage.Index.CountClaimsAsync("w3", None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_column_that_is_none_is_refused()
    {
        await SaveAsync("a/1", 0, new Shop());
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.ListAsync("store", new Dictionary<string, object?> { ["status = status --"] = "x" }, null, 10, None));
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.CountByAsync("store", "state", NoFilter, None));
    }

    [Fact]
    public async Task A_row_of_older_code_gets_defaults_for_what_it_lacks()
    {
        await SaveAsync("a/s", 0, new Shop { Account = "a" });
        await storage.RewriteAsync("store", "a/s", _ => """{"account":"a"}""");

        (await shops.LoadAsync("a/s", None)).ShouldNotBeNull().State.ShouldBeSameAs(new Shop { Account = "a", Name = "unnamed", Holds = [] });
    }

    [Fact]
    public async Task What_newer_code_added_to_a_row_is_kept_when_this_code_saves_it()
    {
        await SaveAsync("a/s", 0, new Shop { Address = new("Street 1") });
        await storage.RewriteAsync("store", "a/s", json => json.Replace("\"street\"", "\"floor\":3,\"street\"", StringComparison.Ordinal).Replace("{\"account\"", "{\"mood\":{\"now\":\"good\"},\"account\"", StringComparison.Ordinal));

        var stored = (await shops.LoadAsync("a/s", None)).ShouldNotBeNull();
        (await SaveAsync("a/s", stored.Version, stored.State with { Address = new("Street 2") })).ShouldBe(new SaveOutcome.Saved(2));

        var json = await storage.StateOfAsync("store", "a/s");
        json.ShouldContain("\"mood\":{\"now\":\"good\"}");
        json.ShouldContain("\"floor\":3");
        (await shops.LoadAsync("a/s", None)).ShouldNotBeNull().State.Address.ShouldBe(new Address("Street 2"));
    }

    [Fact]
    public async Task A_row_with_a_status_of_newer_code_is_refused_and_left_alone()
    {
        await SaveAsync("a/s", 0, new Shop());
        await storage.RewriteAsync("store", "a/s", json => json.Replace("Opening", "Teleporting", StringComparison.Ordinal));
        var before = await storage.StateOfAsync("store", "a/s");

        var refusal = await Should.ThrowAsync<NewerRowException>(() => shops.LoadAsync("a/s", None));

        refusal.Message.ShouldContain("store a/s");
        (await storage.StateOfAsync("store", "a/s")).ShouldBe(before);
    }

    [Fact]
    public async Task Keys_and_claims_that_are_empty_too_long_or_no_text_are_refused_before_anything_is_written()
    {
        var tooLong = new string('x', 191);
        (await Should.ThrowAsync<ArgumentException>(() => SaveAsync(tooLong, 0, new Shop()))).Message.ShouldContain("191 characters");
        await Should.ThrowAsync<ArgumentException>(() => SaveAsync("", 0, new Shop()));
        await Should.ThrowAsync<ArgumentException>(() => SaveAsync("a/\0", 0, new Shop()));
        await Should.ThrowAsync<ArgumentException>(() => shops.LoadAsync(tooLong, None));
        foreach (var claim in new Claim[] { new("host", "", tooLong), new("host", tooLong, "x"), new(tooLong, "", "x"), new("host", "", ""), new("host", "", "x\0"), new("host", "\uD800", "x"), new("host", "", "x", 5), Claim.Capacity("w1", "memory-mb", -1) })
        {
            await Should.ThrowAsync<ArgumentException>(() => SaveAsync("a/s", 0, new Shop { Holds = [claim] }));
            (await shops.LoadAsync("a/s", None)).ShouldBeNull();
        }

        (await SaveAsync(new string('x', 190), 0, new Shop { Holds = [new("host", "", new string('y', 190))] })).ShouldBe(new SaveOutcome.Saved(1));
    }

    [Fact]
    public async Task Rows_are_found_by_how_a_column_begins_and_nothing_in_the_text_means_anything()
    {
        foreach (var (name, status) in new[] { ("tea", ShopStatus.Open), ("teashop", ShopStatus.Open), ("teatime", ShopStatus.Closed), ("team%", ShopStatus.Open), ("coffee", ShopStatus.Open) })
        {
            await SaveAsync($"a/{name.Replace('%', 'x')}", 0, new Shop { Name = name, Status = status });
        }

        (await FindAsync("tea", NoFilter)).ShouldBe(["a/tea", "a/teamx", "a/teashop", "a/teatime"]);
        (await FindAsync("teas", NoFilter)).ShouldBe(["a/teashop"]);
        (await FindAsync("tea", new Dictionary<string, object?> { ["status"] = "Closed" })).ShouldBe(["a/teatime"]);
        (await FindAsync("tea", NoFilter, after: "a/tea", limit: 2)).ShouldBe(["a/teamx", "a/teashop"]);
        (await FindAsync("team%", NoFilter)).ShouldBe(["a/teamx"]);
        (await FindAsync("%", NoFilter)).ShouldBeEmpty();
        (await FindAsync("' OR '1'='1", NoFilter)).ShouldBeEmpty();

        async Task<IEnumerable<string>> FindAsync(string prefix, IReadOnlyDictionary<string, object?> where, string? after = null, int limit = 10)
            => (await storage.Index.SearchAsync("store", "name", prefix, where, after, limit, None)).Select(row => row.Key);
    }

    [Fact]
    public async Task Operations_of_all_entities_are_listed_by_outcome_the_newest_first_a_page_at_a_time()
    {
        var operations = Enumerable.Range(0, 4).Select(minute => SomeOperation(Noon.AddMinutes(minute / 2).AddTicks(minute + 1))).ToList();
        operations[3] = operations[3] with { Outcome = OperationOutcome.Failed, FinishedAt = Noon.AddMinutes(2), Error = new(ErrorKind.Unavailable, "test.no", "No.") };
        foreach (var (operation, number) in operations.Select((operation, number) => (operation, number)))
        {
            await SaveAsync($"a/{number}", 0, new Shop { Name = $"shop-{number}", Operation = operation }, Journal.Between(null, operation));
        }

        var running = operations.Take(3).OrderByDescending(operation => operation.StartedAt.ToUnixTimeMilliseconds()).ThenByDescending(operation => operation.Id.Value, StringComparer.Ordinal).Select(operation => operation.Id).ToList();
        var first = await storage.Index.JournalAsync([OperationOutcome.Running, OperationOutcome.Reverting], null, 2, None);
        var rest = await storage.Index.JournalAsync([OperationOutcome.Running], OperationCursor.Parse(OperationCursor.Of(first[^1].Operation).ToString()), 2, None);
        first.Concat(rest).Select(row => row.Operation.Id).ShouldBe(running);
        first.Concat(rest).ShouldAllBe(row => row.Table == "store" && string.Join(' ', row.Operation.Steps.Select(step => step.Name)) == "StartDatabase AddRoute");
        var failed = (await storage.Index.JournalAsync([OperationOutcome.Failed], null, 2, None)).ShouldHaveSingleItem();
        (failed.Key, failed.Name, failed.Operation.Id, failed.Operation.Error).ShouldBe(("a/3", "shop-3", operations[3].Id, operations[3].Error));
        OperationCursor.Parse("nonsense").ShouldBeNull();
        OperationCursor.Parse("99999999999999999999-x").ShouldBeNull();
    }

    [Fact]
    public async Task What_the_platform_did_by_itself_long_ago_is_forgotten_but_for_the_newest_and_what_people_asked_for_is_not()
    {
        await SaveAsync("a/1", 0, new Shop());
        await SaveAsync("a/2", 0, new Shop());
        var version = 1;
        foreach (var day in Enumerable.Range(0, 6))
        {
            await NoteAsync("a/1", version++, SystemActor.Name, day);
        }

        await NoteAsync("a/1", version, "somebody", 0);
        await NoteAsync("a/2", 1, SystemActor.Name, 0);
        var under = SomeOperation(Noon.AddDays(1)) with { Kind = OperationKind.Repair, AskedBy = SystemActor.Name, FinishedAt = null };
        await SaveAsync("a/2", 2, new Shop { Operation = under }, Journal.Between(null, under));

        (await storage.Keeper.ForgetAsync(Noon.AddDays(5), 2, 3, None)).ShouldBe(3);
        (await storage.Keeper.ForgetAsync(Noon.AddDays(5), 2, 3, None)).ShouldBe(1);
        (await storage.Keeper.ForgetAsync(Noon.AddDays(5), 2, 3, None)).ShouldBe(0);

        (await storage.Index.OperationsAsync("store", "a/1", null, 10, None)).Select(operation => (operation.AskedBy, (operation.StartedAt - Noon).Days))
            .ShouldBe([(SystemActor.Name, 5), (SystemActor.Name, 4), ("somebody", 0)]);
        (await storage.Index.OperationsAsync("store", "a/2", null, 10, None)).Count.ShouldBe(2);
        (await storage.Keeper.ForgetAsync(Noon.AddDays(5), 1, 3, None)).ShouldBe(2);

        async Task NoteAsync(string key, long expected, string by, int day)
        {
            var done = SomeOperation(Noon.AddDays(day)) with { Kind = OperationKind.Repair, AskedBy = by, FinishedAt = Noon.AddDays(day), Outcome = OperationOutcome.Succeeded };
            await SaveAsync(key, expected, new Shop { Operation = done }, Journal.Between(null, done));
        }
    }

    [Fact]
    public async Task Drift_is_listed_with_what_was_found_also_of_one_worker_alone()
    {
        var found = new List<OperationId>();
        foreach (var (number, worker, kind, reason) in new[]
        {
            (1, "w1", OperationKind.Repair, "It was stopped."), (2, "w2", OperationKind.RemoveLeftovers, "It came back."), (3, "w1", OperationKind.Repair, null), (4, "w1", OperationKind.Suspend, "Unpaid."),
            (5, "w1", OperationKind.Repair, "It was missing."),
        })
        {
            var operation = SomeOperation(Noon.AddMinutes(number)) with { Kind = kind, Reason = reason };
            found.Add(operation.Id);
            await SaveAsync($"a/{number}", 0, new Shop { Worker = worker, Operation = operation }, Journal.Between(null, operation));
        }

        var all = await storage.Index.DriftAsync(null, null, 2, None);
        all.Select(row => row.Operation.Id).ShouldBe([found[4], found[1]]);
        all.Select(row => row.Operation.Reason).ShouldBe(["It was missing.", "It came back."]);
        all[0].Operation.Steps.ShouldNotBeEmpty();
        (await storage.Index.DriftAsync(null, OperationCursor.Of(all[1].Operation), 2, None)).Select(row => row.Operation.Id).ShouldBe([found[0]]);
        (await storage.Index.DriftAsync("w1", null, 9, None)).Select(row => row.Key).ShouldBe(["a/5", "a/1"]);
        (await storage.Index.DriftAsync("w3", null, 9, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_durations_of_steps_are_those_of_the_newest_operations_of_their_kind_that_succeeded_in_one_go()
    {
        await LogAsync(1, "w1", Took(SomeOperation(Noon), 9));
        await LogAsync(2, "w1", Took(SomeOperation(Noon.AddMinutes(1)), 2));
        await LogAsync(3, "w1", Took(SomeOperation(Noon.AddMinutes(2)), 3));
        await LogAsync(4, "w2", Took(SomeOperation(Noon.AddMinutes(3)), 4));
        await LogAsync(5, "w1", Took(SomeOperation(Noon.AddMinutes(3)), 5) with { Kind = OperationKind.Restart });
        await LogAsync(6, "w1", Took(SomeOperation(Noon.AddMinutes(3)), 6) with { Attempt = 2 });
        await LogAsync(7, "w1", Took(SomeOperation(Noon.AddMinutes(3)), 7) with { Outcome = OperationOutcome.Failed });
        await LogAsync(8, "w1", SomeOperation(Noon.AddMinutes(3)));

        (await FindAsync("w1", OperationKind.Provision)).ShouldBe(["StartDatabase 2", "StartDatabase 3"]);
        (await FindAsync("w1", OperationKind.Provision, limit: 1)).ShouldBe(["StartDatabase 3"]);
        (await FindAsync("w1", OperationKind.Provision, among: 2)).ShouldBe(["StartDatabase 3"]);
        (await FindAsync("w1", OperationKind.Restart)).ShouldBe(["StartDatabase 5"]);
        (await FindAsync("w3", OperationKind.Provision)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(() => storage.Index.DurationsAsync("store", "state", "w1", OperationKind.Provision, 9, 2, None));

        Task<SaveOutcome> LogAsync(int shop, string worker, Operation operation) => SaveAsync($"a/{shop}", 0, new Shop { Worker = worker }, Journal.Between(null, operation));

        static Operation Took(Operation operation, int seconds) => operation with
        {
            Outcome = OperationOutcome.Succeeded,
            FinishedAt = operation.StartedAt.AddSeconds(seconds),
            Steps = operation.Steps.SetItem(0, operation.Steps[0] with { Status = StepStatus.Done, StartedAt = operation.StartedAt, FinishedAt = operation.StartedAt.AddSeconds(seconds) }),
        };

        async Task<IEnumerable<string>> FindAsync(string worker, OperationKind kind, int among = 9, int limit = 2)
            => (await storage.Index.DurationsAsync("store", "worker", worker, kind, among, limit, None)).Select(found => $"{found.Step} {found.Took.TotalSeconds}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_save_is_not_begun()
    {
        await Should.ThrowAsync<OperationCanceledException>(() => shops.SaveAsync("a/s", 0, new Shop(), Journal.Empty, new CancellationToken(canceled: true)));
        (await shops.LoadAsync("a/s", None)).ShouldBeNull();
    }

    protected abstract Task<StorageUnderTest> OpenAsync();

    private static IReadOnlyDictionary<string, object?> NoFilter => ImmutableDictionary<string, object?>.Empty;

    private Task<SaveOutcome> SaveAsync(string key, long expectedVersion, Shop shop, Journal? journal = null)
        => shops.SaveAsync(key, expectedVersion, shop, journal ?? Journal.Empty, None);

    private static Journal SomeJournal() => Journal.Between(null, SomeOperation(Noon));

    private static Operation SomeOperation(DateTimeOffset startedAt) => new()
    {
        Id = OperationId.New(new SystemEntropy()),
        Kind = OperationKind.Provision,
        AskedBy = "system",
        StartedAt = startedAt,
        Deadline = startedAt.AddMinutes(5),
        Steps = StepCursor.Plan([new("StartDatabase", "Starting the database", 1, TimeSpan.FromSeconds(30)), new("AddRoute", "Publishing the address", 2, TimeSpan.FromSeconds(1.5))]),
    };
}
