using System.Net;
using Npgsql;

namespace ShopHosting.Infrastructure.Sql;

/// <summary>How the control role reaches its PostgreSQL server: what the operator wrote, and what holds where nothing was written.</summary>
internal static class PostgresServer
{
    private const string Defaults = "Application Name=shophosting;Maximum Pool Size=20;Max Auto Prepare=100;No Reset On Close=true;Command Timeout=40";

    // Shorter than the time-out of a command on this side: who gives up first without an answer does not know what came of it.
    private const string Limits = "-c lock_timeout=10s -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s";

    /// <summary>Connections that are opened as they are needed, and kept when they are pooled.</summary>
    public static NpgsqlDataSource Connect(SqlOptions options, bool isPooled = true)
    {
        var settings = Read(options);
        settings.Pooling = isPooled;
        var server = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (options.PasswordFile is { Length: > 0 } file)
        {
            server.UsePasswordProvider(_ => PasswordIn(file), (_, _) => ValueTask.FromResult(PasswordIn(file)));
        }

        return server.Build();
    }

    /// <summary>What an operator has to change, without a word of the password.</summary>
    public static IEnumerable<string> WhatIsWrong(SqlOptions options)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = Read(options);
        }
        catch (ArgumentException)
        {
            // What could not be read may be a part of the password, and the exception repeats it.
            return ["Database:ConnectionString can't be read; it is like Host=db.example;Database=shophosting;Username=shophosting;SSL Mode=VerifyFull, with values that have a ; or = in them in quotes."];
        }

        return Wrong(options, settings);
    }

    private static IEnumerable<string> Wrong(SqlOptions options, NpgsqlConnectionStringBuilder settings)
    {
        if (string.IsNullOrEmpty(settings.Host) || string.IsNullOrEmpty(settings.Database) || string.IsNullOrEmpty(settings.Username))
        {
            yield return "Database:ConnectionString needs a Host, a Database and a Username.";
        }
        else if (!IsThisMachine(settings.Host) && settings.SslMode is not (SslMode.Require or SslMode.VerifyCA or SslMode.VerifyFull))
        {
            yield return $"Database:ConnectionString would speak to {settings.Host} without TLS; add SSL Mode=VerifyFull, or SSL Mode=Require where the network is trusted.";
        }

        if (string.IsNullOrEmpty(options.PasswordFile))
        {
            yield break;
        }

        if (!string.IsNullOrEmpty(settings.Password))
        {
            yield return "Database:ConnectionString has a password and Database:PasswordFile is set too; remove one.";
        }

        if (!Path.IsPathFullyQualified(options.PasswordFile) || !File.Exists(options.PasswordFile))
        {
            yield return $"Database:PasswordFile is '{options.PasswordFile}'; give the absolute path of a file that is there.";
        }
    }

    private static NpgsqlConnectionStringBuilder Read(SqlOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder($"{Defaults};{options.ConnectionString}");
        settings.Options = $"{Limits} {settings.Options}";     // of two that set the same the later counts
        return settings;
    }

    private static bool IsThisMachine(string host) => host.StartsWith('/') || host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static string PasswordIn(string file) => File.ReadAllText(file).TrimEnd('\r', '\n');
}
