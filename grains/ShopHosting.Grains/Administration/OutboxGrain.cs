using System.Collections.Immutable;
using ShopHosting.Contracts.Administration;
using ShopHosting.Domain.Mail;
using ShopHosting.Provisioning.Mail;

namespace ShopHosting.Grains.Administration;

/// <summary>The outbox, for pages.</summary>
[StatelessWorker]
public sealed class OutboxGrain(IOutbox outbox) : Grain, IOutboxGrain
{
    public async Task<ImmutableArray<KeptMail>> ListAsync(CancellationToken cancellationToken = default) => [.. await outbox.ListAsync(cancellationToken)];
}
