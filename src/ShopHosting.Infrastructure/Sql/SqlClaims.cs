using ShopHosting.Domain.Storage;
using ShopHosting.Provisioning.Storage;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Brings the claims of one entity to what its state says, within the transaction of its row.</summary>
internal static class SqlClaims
{
    /// <summary>The first claim that somebody else has or that does not fit, or null when all are written.</summary>
    public static async Task<Claim?> ChangeAsync(SqlSession session, string table, string key, IEnumerable<Claim> wanted)
    {
        foreach (var change in ClaimDifference.Between(await HeldAsync(session, table, key), wanted))
        {
            var fits = change.IsCounted ? await CountAsync(session, table, key, change) : await TakeOrGiveUpAsync(session, table, key, change);
            if (!fits)
            {
                return change.Wanted;
            }
        }

        return null;
    }

    private static Task<List<Claim>> HeldAsync(SqlSession session, string table, string key) => session.QueryAsync(
        """
        SELECT kind, scope, value, 0 FROM claim WHERE owner_table = @table AND owner_key = @key
        UNION ALL
        SELECT @capacity, scope, resource, amount FROM holding WHERE owner_table = @table AND owner_key = @key
        """,
        row => new Claim(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3)),
        ("@table", table), ("@key", key), ("@capacity", Claim.CapacityKind));

    private static async Task<bool> TakeOrGiveUpAsync(SqlSession session, string table, string key, ClaimChange change)
    {
        if (change.After > 0)
        {
            return await session.ExecuteAsync(session.Dialect.InsertIfAbsent("claim", "kind", "scope", "value", "owner_table", "owner_key"),
                ("@kind", change.Kind), ("@scope", change.Scope), ("@value", change.Value), ("@owner_table", table), ("@owner_key", key)) == 1;
        }

        await session.ExecuteAsync("DELETE FROM claim WHERE kind = @kind AND scope = @scope AND value = @value",
            ("@kind", change.Kind), ("@scope", change.Scope), ("@value", change.Value));
        return true;
    }

    private static async Task<bool> CountAsync(SqlSession session, string table, string key, ClaimChange change)
    {
        var difference = change.After - change.Before;
        var sql = difference > 0
            ? "UPDATE capacity SET used = used + @amount WHERE scope = @scope AND resource = @resource AND used + @amount <= usable"
            : "UPDATE capacity SET used = CASE WHEN used > @amount THEN used - @amount ELSE 0 END WHERE scope = @scope AND resource = @resource";
        var changed = await session.ExecuteAsync(sql, ("@amount", Math.Abs(difference)), ("@scope", change.Scope), ("@resource", change.Value));
        if (difference > 0 && changed == 0)
        {
            return false;
        }

        if (change.After == 0)
        {
            await session.ExecuteAsync("DELETE FROM holding WHERE owner_table = @table AND owner_key = @key AND scope = @scope AND resource = @resource",
                ("@table", table), ("@key", key), ("@scope", change.Scope), ("@resource", change.Value));
            return true;
        }

        await session.ExecuteAsync(session.Dialect.Upsert("holding", ["owner_table", "owner_key", "scope", "resource"], ["amount"]),
            ("@owner_table", table), ("@owner_key", key), ("@scope", change.Scope), ("@resource", change.Value), ("@amount", change.After));
        return true;
    }
}
