using System.Security.Cryptography;

namespace ShopHosting.Cli.Workers;

/// <summary>
/// The folder of an operator's certificates: <c>ca.pem</c> and <c>ca-key.pem</c>, made once and used for every worker, and a folder for each worker with what its
/// engine gets (<c>engine/</c>) and what the panel gets (<c>panel.pem</c>). All files are their owner's alone.
/// </summary>
internal sealed class CertificateFolder(string path, TimeProvider clock)
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    public CertificatesMade Make(string worker, IReadOnlyList<string> addresses)
    {
        MakeFolder(path);
        var isNew = !File.Exists(At("ca.pem"));
        using var authority = isNew ? EngineAuthority.Create(clock) : Read();
        if (isNew)
        {
            Write(At("ca-key.pem"), authority.KeyPem);
            Write(At("ca.pem"), authority.CertificatePem);
        }

        var (engine, panel) = (authority.ForEngine(worker, addresses), authority.ForPanel(worker));
        MakeFolder(At(worker, "engine"));
        Write(At(worker, "engine", "ca.pem"), authority.CertificatePem);
        Write(At(worker, "engine", "cert.pem"), engine.CertificatePem);
        Write(At(worker, "engine", "key.pem"), engine.KeyPem);
        Write(At(worker, "panel.pem"), $"{authority.CertificatePem}\n{panel.CertificatePem}\n{panel.KeyPem}\n");
        return new(At(worker, "engine"), At(worker, "panel.pem"), isNew, engine.NotAfter);
    }

    private EngineAuthority Read()
    {
        try
        {
            return EngineAuthority.Read(File.ReadAllText(At("ca.pem")), File.ReadAllText(At("ca-key.pem")), clock);
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException)
        {
            throw new CertificateFolderException($"The authority in {path} (ca.pem, ca-key.pem) can't be used: {unreadable.Message} Choose another folder with --out, or mend this one.", unreadable);
        }
    }

    private string At(params ReadOnlySpan<string> parts) => Path.Combine([path, .. parts]);

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnersFolder);
        }
    }

    /// <summary>Never readable for others, not even for a moment, and never half written. On Windows the folder's own rights decide.</summary>
    private static void Write(string file, string text)
    {
        var unfinished = file + ".new";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        using (var stream = new FileStream(unfinished, options))
        using (var writer = new StreamWriter(stream))
        {
            writer.Write(text.TrimEnd('\n') + "\n");
        }

        File.Move(unfinished, file, overwrite: true);
    }
}

/// <param name="Engine">The folder with what the engine gets.</param>
/// <param name="Panel">The file that the panel is given.</param>
internal sealed record CertificatesMade(string Engine, string Panel, bool IsNewAuthority, DateTime NotAfter);

internal sealed class CertificateFolderException(string message, Exception inner) : Exception(message, inner);
