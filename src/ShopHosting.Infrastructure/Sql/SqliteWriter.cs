using System.Collections.Concurrent;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>
/// The one thread that writes. What waits in the queue goes into one transaction, each write behind a savepoint of its own, so that many share
/// the price of one flush to disk; each is kept or undone by itself, and is answered after the commit.
/// </summary>
internal sealed class SqliteWriter : IAsyncDisposable
{
    private const int MostPerCommit = 256;

    private readonly BlockingCollection<Write> queue = [];
    private readonly Func<SqlSession> open;
    private readonly Thread thread;
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqlSession? session;

    public SqliteWriter(Func<SqlSession> open)
    {
        this.open = open;
        thread = new Thread(Run) { IsBackground = true, Name = "sql-writer" };
        thread.Start();
    }

    public Task<T> WriteAsync<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken)
    {
        var write = new Write<T>(work, keep, cancellationToken);
        queue.Add(write, cancellationToken);
        return write.Answer;
    }

    public async ValueTask DisposeAsync()
    {
        queue.CompleteAdding();
        await ended.Task;
        queue.Dispose();
    }

    private void Run()
    {
        var batch = new List<Write>();
        foreach (var first in queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < MostPerCommit && queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            Commit(batch);
            batch.Clear();
        }

        session?.Dispose();
        ended.SetResult();
    }

    private void Commit(List<Write> batch)
    {
        try
        {
            session ??= open();
            Execute(session, "BEGIN IMMEDIATE");
            foreach (var write in batch)
            {
                Execute(session, "SAVEPOINT write_of_one");
                if (!write.Run(session))
                {
                    Execute(session, "ROLLBACK TO write_of_one");
                }

                Execute(session, "RELEASE write_of_one");
            }

            Execute(session, "COMMIT");
        }
        catch (Exception failure)
        {
            session?.Dispose();     // what was not committed is rolled back with the connection
            session = null;
            batch.ForEach(write => write.Fail(failure));
            return;
        }

        batch.ForEach(write => write.Finish());
    }

    private static void Execute(SqlSession session, string sql) => session.ExecuteAsync(sql).GetAwaiter().GetResult();

    private abstract class Write
    {
        /// <summary>Does the work; false when nothing of it is to stay.</summary>
        public abstract bool Run(SqlSession session);

        public abstract void Finish();

        public abstract void Fail(Exception failure);
    }

    private sealed class Write<T>(Func<SqlSession, Task<T>> work, Func<T, bool> keep, CancellationToken cancellationToken) : Write
    {
        private readonly TaskCompletionSource<T> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Task<T>? done;

        public Task<T> Answer => answer.Task;

        public override bool Run(SqlSession session)
        {
            done = cancellationToken.IsCancellationRequested ? Task.FromCanceled<T>(cancellationToken) : StartAsync(session);
            if (!done.IsCompleted)
            {
                throw new InvalidOperationException("The work of a transaction waited for something else than its session.");
            }

            return done.IsCompletedSuccessfully && keep(done.Result);
        }

        public override void Finish() => answer.SetFromTask(done!);

        public override void Fail(Exception failure) => answer.SetException(failure);

        private async Task<T> StartAsync(SqlSession session) => await work(session);
    }
}
