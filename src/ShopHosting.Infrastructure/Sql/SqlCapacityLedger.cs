using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>What workers offer and how much of it is used.</summary>
internal sealed class SqlCapacityLedger(SqlDatabase database) : ICapacityLedger
{
    public Task SetUsableAsync(string scope, string resource, long usable, CancellationToken cancellationToken)
    {
        StoredText.Require(scope, "the scope of a capacity");
        StoredText.Require(resource, "a resource");
        ArgumentOutOfRangeException.ThrowIfNegative(usable);
        return database.WriteAsync(async session =>
        {
            await session.ExecuteAsync(session.Dialect.InsertIfAbsent("capacity", "scope", "resource", "usable", "used"),
                ("@scope", scope), ("@resource", resource), ("@usable", usable), ("@used", 0L));
            return await session.ExecuteAsync("UPDATE capacity SET usable = @usable WHERE scope = @scope AND resource = @resource AND usable <> @usable",
                ("@usable", usable), ("@scope", scope), ("@resource", resource));
        }, _ => true, cancellationToken);
    }

    public async Task<IReadOnlyList<CapacityRow>> ListAsync(CancellationToken cancellationToken) => await database.ReadAsync(
        session => session.QueryAsync("SELECT scope, resource, usable, used FROM capacity ORDER BY scope, resource",
            row => new CapacityRow(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3))), cancellationToken);
}
