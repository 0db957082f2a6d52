using Microsoft.Extensions.Options;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>Where the database is.</summary>
public sealed class SqlOptions
{
    public const string Section = "Database";

    /// <summary>The directory of the embedded database, as an absolute path. Made when it is not there; nobody else may read it. Not used with a <see cref="ConnectionString"/>. No default.</summary>
    public string DataDirectory { get; set; } = "";

    /// <summary>
    /// A PostgreSQL database instead of the embedded one, as Npgsql takes it: <c>Host=db.example;Database=shophosting;Username=shophosting;SSL Mode=VerifyFull;Root Certificate=/etc/…/ca.pem</c>.
    /// A server that is not on this machine is spoken to by TLS: VerifyFull proves that it is the right one; Require encrypts without a proof, for
    /// networks that are trusted. The user owns the database, which is empty at first and has the encoding UTF8. One panel of the Single edition, or one cluster, uses it at a time; PgBouncer between has to keep sessions. Default: none.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>A file whose content is the password of <see cref="ConnectionString"/>, as an absolute path. Read at each connection, so that it can change. Default: none.</summary>
    public string? PasswordFile { get; set; }

    /// <summary>Whether other processes may use the database of <see cref="ConnectionString"/> too, which say the same: control nodes do. Default: no.</summary>
    public bool IsShared { get; set; }

    /// <summary>How long to wait while another program (a backup, the sqlite3 shell) has the embedded database locked. Default: 5 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

internal sealed class SqlOptionsValidator : IValidateOptions<SqlOptions>
{
    public ValidateOptionsResult Validate(string? name, SqlOptions options)
    {
        var wrong = new List<string>();
        if (!string.IsNullOrEmpty(options.ConnectionString))
        {
            wrong.AddRange(PostgresServer.WhatIsWrong(options));
        }
        else if (!string.IsNullOrEmpty(options.PasswordFile))
        {
            wrong.Add("Database:PasswordFile is set without Database:ConnectionString; the embedded database has no password.");
        }
        else if (!Path.IsPathFullyQualified(options.DataDirectory))
        {
            wrong.Add($"Database:DataDirectory is '{options.DataDirectory}'; give it as an absolute path.");
        }

        if (options.BusyTimeout < TimeSpan.FromSeconds(1) || options.BusyTimeout > TimeSpan.FromMinutes(1))
        {
            wrong.Add($"Database:BusyTimeout is {options.BusyTimeout}; it is between 1 second and 1 minute.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}
