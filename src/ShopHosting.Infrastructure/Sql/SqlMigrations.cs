using System.Globalization;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Brings the schema of a database up to what this program knows: the numbered files of <c>sql/</c>, each in one transaction, forward only.</summary>
internal static class SqlMigrations
{
    private const string Prefix = "sql/";

    /// <summary>The migrations that this program carries, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = ReadAll();

    public static async Task ApplyAsync(Dialect dialect, IReadOnlyList<Migration> migrations, TimeProvider clock, CancellationToken cancellationToken)
    {
        var version = await dialect.WriteAsync(ReadVersionAsync, _ => true, cancellationToken);
        var known = migrations.Count;
        if (version > known)
        {
            throw new InvalidOperationException(
                $"The database has schema version {version}, and this program knows versions up to {known}: start the newer program, or restore the backup made before its upgrade.");
        }

        foreach (var migration in migrations.Where(migration => migration.Version > version))
        {
            await dialect.WriteAsync(session => ApplyAsync(session, migration, clock), _ => true, cancellationToken);
        }
    }

    /// <summary>Holds the schema until the transaction ends: what is read stays so.</summary>
    private static async Task<long> ReadVersionAsync(SqlSession session)
    {
        await session.Dialect.HoldSchemaAsync(session);
        await session.RunScriptAsync(
            "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL PRIMARY KEY, name VARCHAR(190) NOT NULL, applied_at BIGINT NOT NULL)");
        return (await session.QueryAsync("SELECT COALESCE(MAX(version), 0) FROM schema_version", row => row.GetInt64(0)))[0];
    }

    /// <summary>Whether it was still to be done: another process may have come first.</summary>
    private static async Task<bool> ApplyAsync(SqlSession session, Migration migration, TimeProvider clock)
    {
        if (await ReadVersionAsync(session) >= migration.Version)
        {
            return false;
        }

        await session.RunScriptAsync(migration.Script);
        await session.ExecuteAsync(session.Dialect.InsertIfAbsent("schema_version", "version", "name", "applied_at"),
            ("@version", migration.Version), ("@name", migration.Name), ("@applied_at", clock.GetUtcNow().ToUnixTimeMilliseconds()));
        return true;
    }

    private static List<Migration> ReadAll()
    {
        var assembly = typeof(SqlMigrations).Assembly;
        var migrations = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(resource =>
        {
            var name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            return new Migration(int.Parse(name[..4], CultureInfo.InvariantCulture), name, reader.ReadToEnd());
        }).ToList();
        return migrations.Select(migration => migration.Version).SequenceEqual(Enumerable.Range(1, migrations.Count))
            ? migrations
            : throw new InvalidOperationException("The migrations in sql/ are not numbered 0001, 0002, … without a gap.");
    }
}

internal sealed record Migration(int Version, string Name, string Script);
