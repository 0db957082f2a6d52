using ShopHosting.Domain.Ids;

namespace ShopHosting.Grains.Workers;

/// <summary>Which workers the watch of this process looks after, where several processes could. It may change at any time.</summary>
public interface IWatchShare
{
    bool IsMine(WorkerId worker);
}

/// <summary>Of one process: all of them.</summary>
internal sealed class WholeWatch : IWatchShare
{
    public bool IsMine(WorkerId worker) => true;
}
