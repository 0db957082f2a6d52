namespace ShopHosting.Actors;

/// <summary>
/// Runs the tasks of one activation one after another on the thread pool: what follows an await in a grain comes back here, so no
/// two pieces of one activation ever run at the same time.
/// </summary>
internal sealed class TurnScheduler : TaskScheduler, IThreadPoolWorkItem
{
    /// <summary>After so many tasks in a row the thread goes back to the pool, so that a busy grain does not keep others waiting.</summary>
    private const int InARow = 64;

    [ThreadStatic]
    private static TurnScheduler? s_executing;

    private readonly Queue<Task> _tasks = new(1);
    private bool _scheduled;

    /// <summary>Whether the code that asks runs within a grain.</summary>
    public static bool IsInsideAGrain => Current is TurnScheduler;

    public override int MaximumConcurrencyLevel => 1;

    public void Execute()
    {
        s_executing = this;
        try
        {
            for (var i = 0; i < InARow; i++)
            {
                Task? task;
                lock (_tasks)
                {
                    if (!_tasks.TryDequeue(out task))
                    {
                        _scheduled = false;
                        return;
                    }
                }

                TryExecuteTask(task);
            }
        }
        finally
        {
            s_executing = null;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    protected override void QueueTask(Task task)
    {
        lock (_tasks)
        {
            _tasks.Enqueue(task);
            if (_scheduled)
            {
                return;
            }

            _scheduled = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued)
        => !taskWasPreviouslyQueued && s_executing == this && TryExecuteTask(task);

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_tasks)
        {
            return [.. _tasks];
        }
    }
}
