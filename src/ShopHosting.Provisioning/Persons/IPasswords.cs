using ShopHosting.Domain;

namespace ShopHosting.Provisioning.Persons;

/// <summary>Hashes passwords slowly on purpose; both take some 100 ms of one processor.</summary>
public interface IPasswords
{
    string Hash(Password password);

    PasswordVerdict Verify(string hash, Password password);
}

public enum PasswordVerdict
{
    Wrong,
    Right,

    /// <summary>Right, but hashed with older parameters: hash it anew.</summary>
    RightButOld,
}
