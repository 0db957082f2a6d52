using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;
using ShopHosting.Testing.Storage;

namespace ShopHosting.IntegrationTests.Storage;

/// <summary>The fake keeps the promises that grain tests rely on.</summary>
public sealed class MemoryStorageTests : StorageContract
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_fault_before_the_commit_leaves_nothing_and_one_after_it_leaves_all()
    {
        var database = new MemoryEntityStores { FaultAt = save => save.Number == 1 ? SaveFault.BeforeCommit : SaveFault.AfterCommit };
        var shops = database.Store<Shop>();

        await Should.ThrowAsync<IOException>(shops.SaveAsync("a", 0, new Shop(), Journal.Empty, None));
        (await shops.LoadAsync("a", None)).ShouldBeNull();

        await Should.ThrowAsync<IOException>(shops.SaveAsync("a", 0, new Shop(), Journal.Empty, None));
        (await shops.LoadAsync("a", None)).ShouldNotBeNull().Version.ShouldBe(1);
    }

    [Fact]
    public async Task A_hook_lets_somebody_else_save_first()
    {
        var database = new MemoryEntityStores();
        var shops = database.Store<Shop>();
        database.BeforeSave = async save =>
        {
            database.BeforeSave = null;
            await shops.SaveAsync(save.Key, 0, new Shop { Name = "first" }, Journal.Empty, None);
        };

        (await shops.SaveAsync("a", 0, new Shop { Name = "second" }, Journal.Empty, None)).ShouldBeOfType<SaveOutcome.Conflict>();
        (await shops.LoadAsync("a", None)).ShouldNotBeNull().State.Name.ShouldBe("first");
    }

    protected override Task<StorageUnderTest> OpenAsync() => Task.FromResult<StorageUnderTest>(new Memory());

    private sealed class Memory : StorageUnderTest
    {
        private readonly MemoryEntityStores stores = new();

        public override IEntityIndex Index => stores;

        public override ICapacityLedger Ledger => stores;

        public override IJournalKeeper Keeper => stores;

        public override IEntityStore<TState> Store<TState>() => stores.Store<TState>();

        public override Task<string> StateOfAsync(string table, string key) => Task.FromResult(stores.StateOf(table, key));

        public override Task RewriteAsync(string table, string key, Func<string, string> rewrite)
        {
            stores.Rewrite(table, key, rewrite);
            return Task.CompletedTask;
        }

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
